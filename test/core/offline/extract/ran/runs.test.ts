import { describe, expect, test } from "bun:test";
import { isCheck } from "../../../../../lib/core/offline/extract/ran/checks.ts";
import { judgeRun } from "../../../../../lib/core/offline/extract/ran/command-run.ts";
import { mainSegment, segmentsOf } from "../../../../../lib/core/offline/extract/ran/command-text.ts";
import { factsOf } from "../../../../../lib/core/offline/extract/ran/facts.ts";
import { failuresOf, isSameAim } from "../../../../../lib/core/offline/extract/ran/failures.ts";

const main = (command: string) => {
  const segment = mainSegment(segmentsOf(command));
  if (segment === undefined) throw new Error(`no command in ${command}`);
  return segment;
};
const run = (command: string, exitCode: number, output = "") =>
  judgeRun({ kind: "command", command, exitCode, output, by: "agent" });

describe("a check", () => {
  test.each([
    "npm test",
    "cargo build",
    "go test ./...",
    "pytest -q",
    "tsc --noEmit",
    "make",
    "./gradlew test",
    "python3 load.py x",
    "python3 -m pytest",
    "dotnet build",
    "curl -s http://localhost:8080/health",
    "sudo make install",
    "if true; then npm test; fi",
  ])("is %j", (command) => expect(isCheck(main(command))).toBe(true));

  test.each([
    "Get-Content a.cs",
    "Get-ChildItem | Select-Object Name",
    "jq . a.json",
    "tool --version",
    "node -v",
    "cat a",
    "docker ps",
    "npm install",
    "pip install x",
    "git status",
    "kubectl get pods",
    "python3 -c 'print(1)'",
    "curl https://example.org",
    "for f in a b; do cat $f; done",
    "if [ -f a ]; then cat a; fi",
    "while read l; do echo $l; done",
    "npm ls",
    "type a.txt",
    "gh pr view",
  ])("is not %j", (command) => expect(isCheck(main(command))).toBe(false));
});

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
  const pairs = (...runs: ReturnType<typeof run>[]) =>
    [...failuresOf([{ runs, answers: [] }]).values()]
      .flat()
      .map((one) => [one.run.segment.text, one.workedLater?.segment.text]);
  test("is paired with what has the same aim", () => {
    expect(pairs(run("npm test", 1, "x"), run("pnpm test", 0))).toEqual([["npm test", "pnpm test"]]);
    expect(pairs(run("go test ./a", 1, "x"), run("go test ./b", 0))).toEqual([["go test ./a", undefined]]);
  });
  test("is paired with what its error names", () => {
    const missing = run("python3 app.py", 1, "ModuleNotFoundError: No module named 'yaml'");
    expect(pairs(missing, run("uv add yaml", 0))).toEqual([["python3 app.py", "uv add yaml"]]);
  });
  test("to find or to read something teaches nothing", () => {
    expect(
      pairs(run("sed -n 1,9p a.ts", 2, "sed: a.ts: No such file"), run("ls build", 2, "x"), run("grep x y", 1)),
    ).toEqual([]);
  });
});

test("facts are checks after the last change, versions and ports", () => {
  const facts = factsOf(
    [
      run("npm test", 0, "1 passed"),
      run("sed -i s/a/b/ x.js && npm run build", 0, "built"),
      run("node --version", 0, "v22.1.0"),
      run("npm run dev", 0, "ready on http://localhost:5173/"),
    ],
    "/home/dev/app",
  ).join("\n");
  expect(facts).not.toContain("1 passed");
  expect(facts).toContain("`npm run build` ran without an error, printing `built`");
  expect(facts).toContain("`node --version` printed `v22.1.0`");
  expect(facts).toContain("port 5173");
});
