import { expect, test } from "bun:test";
import fc from "fast-check";
import { findSecrets, redactText } from "../../../lib/core/redact/redact.ts";
import { cutRedacted, redactCut } from "../../../lib/core/redact/redact-cut.ts";
import { Draw } from "./corpus/draw.ts";
import { SHAPED_KINDS } from "./corpus/shaped-kinds.ts";
import { soup } from "./corpus/soup.ts";

const whole = (text: string, keep: number) => cutRedacted(text, findSecrets(text), keep);
const same = (text: string, keep: number): void => expect(redactCut(text, keep)).toEqual(whole(text, keep));

const filler = fc.constantFrom(
  "plain words on a line\n",
  'const key = map.get("token") ?? "";\n',
  '{"type":"message","text":"nothing \\"here\\" to hide"}\n',
  "a".repeat(70),
  "0123456789abcdef ",
  "é😀 ",
  "`",
  "password=",
  'token: "',
  "\n",
  '["a",\n',
);
/** Filler of thousands of characters, with anything between. */
const stretch = fc
  .tuple(filler, fc.integer({ min: 1, max: 9_000 }))
  .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)));
const row = fc
  .array(fc.oneof({ weight: 2, arbitrary: stretch }, { weight: 3, arbitrary: soup }), { minLength: 1, maxLength: 24 })
  .map((parts) => parts.join(""));

test("the ends are those of the whole text redacted, in random and hostile rows", () => {
  fc.assert(
    fc.property(row, fc.integer({ min: 1, max: 6_000 }), (text, keep) => same(text, keep)),
    { numRuns: 600 },
  );
});

test("the ends are those of the whole text redacted where secrets lie at every distance from the cut", () => {
  const keep = 4_004;
  const draw = new Draw(44);
  const line = "an ordinary line of a log, with a number 42\n";
  for (let round = 0; round < 400; round++) {
    const length = draw.between(24_000, 40_000);
    let text = line.repeat(Math.ceil(length / line.length));
    for (let planted = draw.between(1, 6); planted > 0; planted--) {
      const at = draw.of([
        draw.below(text.length),
        draw.between(3_700, 4_300),
        text.length - draw.between(3_700, 4_300),
      ]);
      text = `${text.slice(0, at)} ${draw.of(SHAPED_KINDS).make(draw).text} ${text.slice(at)}`;
    }
    same(text, keep);
  }
});

test("what is longer than both ends is not redacted as a whole", () => {
  const text = `${"plain words on a line\n".repeat(20_000)}`;
  const { head, tail, skipped } = redactCut(text, 4_004);
  expect([head.length, tail.length, skipped]).toEqual([4_004, 4_004, text.length - 8_008]);
  expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
});

test("a text that fits comes back redacted whole", () => {
  const text = `password=hunter2hunter2 ${"x ".repeat(100)}`;
  expect(redactCut(text, 400)).toEqual({ head: redactText(text), tail: "", skipped: 0 });
});

test("a key block that begins in the middle and ends in the tail leaves nothing of itself", () => {
  const block = `-----BEGIN PRIVATE KEY-----\n${`${"QUJD".repeat(16)}\n`.repeat(2_000)}-----END PRIVATE KEY-----\n`;
  const { head, tail } = redactCut(`${"x\n".repeat(20_000)}${block}done\n`, 4_004);
  expect(head + tail).not.toContain("QUJD");
});
