import { expect, test } from "bun:test";
import { applyPatch, parsePatch } from "diff";
import fc from "fast-check";
import { compareGolden } from "../../../lib/core/golden/compare-golden.ts";
import { sessionOfLine } from "../../../lib/core/golden/session-of-line.ts";

const A = "01a203bf-20d8-7780-be10-d1b48264a27c";
const B = "01a203bf-1253-78b0-b483-b47d86a41012";

const HANDBOOK = `# Task Group: one

Said of all.

## Task 1

- thread_id=${A}
- words of A

## Task 2
- words of B
- thread_id=${B}
`.split("\n");

test("a line is of the session that it, its section, or what is around it names", () => {
  const of = (text: string) => sessionOfLine(HANDBOOK, HANDBOOK.indexOf(text));
  expect(of("- words of A")).toBe(A);
  expect(of("- words of B")).toBe(B);
  expect(of(`- thread_id=${B}`)).toBe(B);
  expect(of("## Task 2")).toBe(B);
  expect(of("Said of all.")).toBe(A);
  expect(sessionOfLine(["no", "session"], 1)).toBeUndefined();
  expect(sessionOfLine([`- ${A}`], 0, (id) => id !== A)).toBeUndefined();
});

const folder = fc.dictionary(
  fc.constantFrom("MEMORY.md", "a/b.md", "c.md"),
  fc
    .array(fc.constantFrom("one", "two", "# three", A, ""), { maxLength: 8 })
    .map((lines) => lines.map((line) => `${line}\n`).join("")),
);

test("the diff leads from the golden folder to the one that was made, and every changed line is in it", () => {
  fc.assert(
    fc.property(folder, folder, (before, after) => {
      const [golden, made] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
      const { diff, lines } = compareGolden(golden, made);
      for (const patch of parsePatch(diff).filter(({ hunks }) => hunks.length > 0)) {
        const path = (patch.oldFileName === "/dev/null" ? patch.newFileName : patch.oldFileName)?.slice(2) ?? "";
        expect(applyPatch(golden.get(path) ?? "", patch)).toBe(made.get(path) ?? "");
      }
      for (const { path, line, sign, text } of lines) {
        const source = (sign === "-" ? golden : made).get(path) ?? "";
        expect(source.split("\n")[line - 1]).toBe(text);
      }
      const same = JSON.stringify([...golden].toSorted()) === JSON.stringify([...made].toSorted());
      expect(diff === "").toBe(same);
    }),
  );
});
