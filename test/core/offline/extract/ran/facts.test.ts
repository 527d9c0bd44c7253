import { expect, test } from "bun:test";
import { factsOf } from "../../../../../lib/core/offline/extract/ran/facts.ts";
import { judged } from "../steps.ts";

test("facts are checks after the last change, versions and ports", () => {
  const facts = factsOf(
    [
      judged("npm test", 0, "1 passed"),
      judged("sed -i s/a/b/ x.js && npm run build", 0, "built"),
      judged("node --version", 0, "v22.1.0"),
      judged("npm run dev", 0, "ready on http://localhost:5173/"),
    ],
    "/home/dev/app",
  ).join("\n");
  expect(facts).not.toContain("1 passed");
  expect(facts).toContain("`npm run build` ran without an error, printing `built`");
  expect(facts).toContain("`node --version` printed `v22.1.0`");
  expect(facts).toContain("port 5173");
});

test("a check that ran in another folder names it, and one that failed is no fact", () => {
  const elsewhere = { ...judged("make test", 0), cwd: "/home/dev/app/sub" };
  expect(factsOf([elsewhere, judged("npm test", 1, "x")], "/home/dev/app")).toEqual([
    "`make test` ran without an error in `/home/dev/app/sub` (run in this session)",
  ]);
});
