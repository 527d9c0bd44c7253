import { describe, expect, test } from "bun:test";
import { isAdHoc, isCheck, lastAskedFor, lastCheck } from "../../../../../lib/core/offline/extract/ran/checks.ts";
import { judged, main } from "../steps.ts";

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

test.each([
  ["python3 -c 'print(1)'", true],
  ["python3 - ", true],
  ["python3 -m pytest", false],
  ["python3 load.py", false],
  ["make", false],
])("%j is ad hoc: %p", (command, is) => expect(isAdHoc(main(command))).toBe(is));

test("the last check that tells how it ended counts", () => {
  const runs = [
    judged("npm test", 1, "x"),
    judged("npm run build", 0),
    judged("npm run dev", undefined),
    judged("ls", 0),
  ];
  expect(lastCheck(runs)?.segment.text).toBe("npm run build");
  expect(lastCheck([judged("ls", 0)])).toBeUndefined();
});

test.each([
  ["push it", "git push", true],
  ["install the font inter", "brew install font-inter", true],
  ["look around", "git push", false],
  ["install something", "brew install wget", false],
])("of the request %j, %j is what was asked for: %p", (request, command, is) => {
  expect(lastAskedFor([judged(command, 0)], request) !== undefined).toBe(is);
});
