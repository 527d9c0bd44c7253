import { expect, test } from "bun:test";
import fc from "fast-check";
import { leaveOutLines } from "../../../lib/core/memory-read/leave-out-lines.ts";
import { utf8Length } from "../../../lib/core/text/bytes.ts";

const within = (bytes: number) => (shortened: { text: string }) => utf8Length(shortened.text) <= bytes;
const SUMMARY = `v1

## User Profile

- works in /srv/app

## User preferences

- pnpm, never npm
- tabs

## What's in Memory

### app

#### 2026-11-20

- carts: rounding
  - desc: half up

#### 2026-11-12

- old topic
`;

test("what fits stays as it is", () => {
  expect(leaveOutLines(SUMMARY, () => true)).toEqual({ text: SUMMARY, leftOut: 0 });
});

test("routes to the oldest topics go first, with the headings that nothing is left below", () => {
  const short = leaveOutLines(SUMMARY, ({ leftOut }) => leftOut >= 1)?.text ?? "";
  expect(short).not.toContain("old topic");
  expect(short).not.toContain("2026-11-12");
  expect(short).toContain("#### 2026-11-20\n\n- carts: rounding\n  - desc: half up");
  const shorter = leaveOutLines(SUMMARY, ({ leftOut }) => leftOut >= 4)?.text ?? "";
  expect(shorter).toBe("v1\n\n## User Profile\n\n- works in /srv/app\n\n## User preferences\n\n- pnpm, never npm");
});

test("nothing fits: nothing is given", () => {
  expect(leaveOutLines(SUMMARY, () => false)).toBeUndefined();
});

test("every line that is kept stands whole and in order, and not one line fewer would fit", () => {
  const line = fc.oneof(
    fc.string({ maxLength: 40 }).map((text) => `- ${text.replaceAll("\n", " ")}`),
    fc.constantFrom("", "## User preferences", "## What's in Memory", "### app", "  - desc: x", "é 😀"),
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), fc.integer({ min: 10, max: 400 }), (lines, bytes) => {
      const shortened = leaveOutLines(lines.join("\n"), within(bytes));
      if (shortened === undefined) return;
      expect(utf8Length(shortened.text)).toBeLessThanOrEqual(bytes);
      let at = 0;
      for (const kept of shortened.text === "" ? [] : shortened.text.split("\n")) {
        at = lines.indexOf(kept, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
      const says = (texts: readonly string[]) =>
        texts.filter((one) => one.trim() !== "" && !one.startsWith("#")).length;
      expect(says(shortened.text.split("\n")) + shortened.leftOut).toBe(says(lines));
    }),
  );
});
