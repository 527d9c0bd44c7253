import { describe, expect, test } from "bun:test";
import { failuresOf, isSameAim } from "../../../../../lib/core/offline/extract/ran/failures.ts";
import { judged, main } from "../steps.ts";

describe("two commands with the same aim", () => {
  test.each([
    ["npm test", "pnpm test", true],
    ["npm run lint", "pnpm lint", true],
    ["pytest tests", "PYTHONPATH=src pytest tests", true],
    ["bash backup.sh", "sh backup.sh", true],
    ["python run.py", "python3 run.py --fast", true],
    ["cargo test", "cargo build", false],
    ["node a.js", "node b.js", false],
    ["git status -sb", "git add src/x", false],
    ["make lint", "make", false],
  ])("%j and %j: %p", (a, b, same) => expect(isSameAim(main(a), main(b))).toBe(same));
});

describe("a failure", () => {
  const pairs = (...runs: ReturnType<typeof judged>[]) =>
    [...failuresOf([{ runs, answers: [] }]).values()]
      .flat()
      .map((one) => [one.run.segment.text, one.workedLater?.segment.text]);
  test("is paired with what has the same aim", () => {
    expect(pairs(judged("npm test", 1, "x"), judged("pnpm test", 0))).toEqual([["npm test", "pnpm test"]]);
    expect(pairs(judged("go test ./a", 1, "x"), judged("go test ./b", 0))).toEqual([["go test ./a", undefined]]);
  });
  test("is paired with what its error names", () => {
    const missing = judged("python3 app.py", 1, "ModuleNotFoundError: No module named 'yaml'");
    expect(pairs(missing, judged("uv add yaml", 0))).toEqual([["python3 app.py", "uv add yaml"]]);
  });
  test("to find or to read something teaches nothing", () => {
    expect(
      pairs(
        judged("sed -n 1,9p a.ts", 2, "sed: a.ts: No such file"),
        judged("ls build", 2, "x"),
        judged("grep x y", 1),
      ),
    ).toEqual([]);
  });
});

test("a claim that no run supports is kept with the failure it speaks of", () => {
  const turn = { runs: [judged("npm test", 1, "1 failed")], answers: ["All done, npm test passes."] };
  expect(
    failuresOf([turn])
      .get(0)
      ?.map(({ claim }) => claim),
  ).toEqual(["All done, npm test passes."]);
  const mended = { ...turn, runs: [...turn.runs, judged("npm test", 0)] };
  expect(
    failuresOf([mended])
      .get(0)
      ?.map(({ claim }) => claim),
  ).toEqual([undefined]);
});
