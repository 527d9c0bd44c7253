import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  codeSpan,
  isWorking,
  mainSegment,
  nameOf,
  segmentsOf,
} from "../../../../../lib/core/offline/extract/ran/command-text.ts";

describe("a command", () => {
  test("is cut into its simple commands outside of quotes and here-documents", () => {
    const script = "cd a && cat > b.sh <<'E'\nrm -rf x; echo no\nE\nsh b.sh 2>&1 | tail -3; echo 'a; b && c'";
    expect(segmentsOf(script).map(({ text }) => text)).toEqual([
      "cd a",
      "cat > b.sh",
      "sh b.sh",
      "tail -3",
      "echo 'a; b && c'",
    ]);
    expect(mainSegment(segmentsOf(script))?.text).toBe("sh b.sh");
    expect(mainSegment(segmentsOf("FOO=1 npm test -- --x"))?.program).toBe("npm");
  });

  test("in a code span stays on one line and in its span", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const span = codeSpan(text);
        expect(span).not.toContain("\n");
        const fence = span.startsWith("`` ") ? "``" : "`";
        expect(span.slice(fence.length, -fence.length).includes(fence === "``" ? "\n" : "`")).toBe(false);
      }),
    );
  });
});

test.each([
  ["npm test", true],
  ["./run.sh x", true],
  ["cat a", false],
  ["node --version", false],
  ["Get-Content a.cs", false],
  ["bash -lc 'cat a'", false],
  ["sh -c 'grep -q x a || exit 3'", true],
])("%j does real work: %p", (command, is) => expect(segmentsOf(command).map(isWorking)).toEqual([is]));

test.each([
  ["/usr/bin/git", "git"],
  ["C:\\tools\\npm.cmd", "npm"],
  ["python3", "python3"],
])("the program %j is named %j", (program, name) => expect(nameOf(program)).toBe(name));
