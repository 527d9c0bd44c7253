import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  isSameSelection,
  parseSettledInputs,
  renderSettledInputs,
  type SettledInputs,
} from "../../../lib/core/consolidate/settled-inputs.ts";

const text = fc.string({ unit: "binary", maxLength: 8 });
const settled: fc.Arbitrary<SettledInputs> = fc.record({
  revision: text,
  limit: fc.nat(),
  from: fc.integer(),
  until: fc.integer(),
  commit: text,
  foreign: fc.array(text),
  rows: fc.array(fc.record({ threadId: text, sourceUpdatedAt: fc.integer(), fileName: text })),
});

test("a record is read as it was written", () => {
  fc.assert(
    fc.property(settled, (record) => {
      expect(parseSettledInputs(renderSettledInputs(record))).toEqual(record);
    }),
  );
});

test("a record that is cut off, of another form or of another shape is none", () => {
  fc.assert(
    fc.property(settled, fc.nat(), (record, place) => {
      const whole = renderSettledInputs(record);
      expect(parseSettledInputs(whole.slice(0, place % whole.length))).toBeUndefined();
      const { form, threads, ...rest } = JSON.parse(whole);
      for (const other of [
        { ...rest, threads, form: form + 1 },
        { ...rest, form },
        { ...rest, form, threads: [...threads, "one more"] },
        { ...rest, form, threads, names: [...rest.names, 7] },
        { ...rest, form, threads, until: "x" },
      ]) {
        expect(parseSettledInputs(JSON.stringify(other))).toBeUndefined();
      }
    }),
  );
});

test("a record is of a selection under its limit, at each cutoff between its two times", () => {
  const record = { revision: "r", limit: 3, from: 10, until: 20, commit: "c", foreign: [], rows: [] };
  for (const cutoff of [10, 15, 20]) expect(isSameSelection(record, 3, cutoff)).toBe(true);
  for (const cutoff of [9, 21]) expect(isSameSelection(record, 3, cutoff)).toBe(false);
  expect(isSameSelection(record, 4, 15)).toBe(false);
});
