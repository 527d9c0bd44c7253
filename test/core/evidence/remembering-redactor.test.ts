import { expect, test } from "bun:test";
import fc from "fast-check";
import { rememberingRedactor } from "../../../lib/core/evidence/remembering-redactor.ts";
import { redactCut } from "../../../lib/core/redact/redact-cut.ts";

const texts = ["", "ls", "password: hunter2hunter2", "x".repeat(900), "AKIAIOSFODNN7EXAMPLE and more", "é€😀"];
const asked = fc.record({ text: fc.constantFrom(...texts), keep: fc.constantFrom(1, 40, 5_000) });

test("what is remembered is what the redactor said, however often and in whatever order it is asked", () => {
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 40 }), (questions) => {
      const remembering = rememberingRedactor(redactCut);
      for (const { text, keep } of questions) expect(remembering(text, keep)).toEqual(redactCut(text, keep));
    }),
  );
});

test("a text is redacted once as long as there is room to remember it", () => {
  let calls = 0;
  const remembering = rememberingRedactor((text, keep) => {
    calls += 1;
    return redactCut(text, keep);
  });
  for (let n = 0; n < 3; n += 1) remembering("the same", 10);
  expect(calls).toBe(1);
  for (let n = 0; n < 9; n += 1) remembering(`${n}${" ".repeat(1024 * 1024)}`, 10);
  remembering("the same", 10);
  expect(calls).toBe(11);
});
