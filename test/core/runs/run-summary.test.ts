import { expect, test } from "bun:test";
import fc from "fast-check";
import { readRunSummary } from "../../../lib/core/runs/run-summary.ts";

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('\n  "sequence": 9,\n', '  "files": [],\n', '"\n  "patches": "kept"', "x".repeat(5_000)),
);
const record = fc.record({
  run: text,
  sequence: fc.integer({ min: 1, max: 9_999_999 }),
  root: text,
  selected: fc.array(fc.record({ sequence: fc.integer(), files: fc.constant([]), patches: text })),
  files: fc.array(fc.record({ path: text }), { maxLength: 2 }),
  patches: fc.constantFrom("kept", "forgotten"),
});

test("the ends of a record's JSON tell its brief, or say that they do not", () => {
  fc.assert(
    fc.property(record, fc.integer({ min: 60, max: 6_000 }), (one, window) => {
      const json = `${JSON.stringify(one, undefined, 2)}\n`;
      const brief = readRunSummary("name", json.slice(0, window), json.slice(-window));
      if (brief === undefined) expect(window).toBeLessThan(one.run.length * 6 + 120);
      else
        expect(brief).toEqual({
          run: "name",
          sequence: one.sequence,
          files: { length: Math.min(1, one.files.length) },
        });
    }),
  );
});

test("torn records and those of other programs tell nothing", () => {
  const json = JSON.stringify({ sequence: 1, files: [], patches: "kept" }, undefined, 2);
  expect(readRunSummary("name", json, json.slice(0, 40))).toBeUndefined();
  expect(readRunSummary("name", "{}", "{}")).toBeUndefined();
  expect(readRunSummary("name", JSON.stringify({ sequence: 1 }), json)).toBeUndefined();
});
