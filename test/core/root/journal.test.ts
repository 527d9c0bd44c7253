import { expect, test } from "bun:test";
import { baselineAfter, JOURNAL, type Journal, treeRows } from "../../../lib/core/root/journal.ts";
import { readJson } from "../../../lib/core/text/read-json.ts";

const entry = (id: string) => ({ kind: "file" as const, id, size: 1, executable: false });
const baseline = new Map([
  ["changed", entry("new")],
  ["added\udcff", entry("added")],
  ["other", entry("other")],
]);
const intent: Journal = {
  version: 1,
  run: "run",
  now: 1,
  moves: [
    { path: "deleted", was: entry("old"), next: null },
    { path: "changed", was: entry("old"), next: entry("new") },
    { path: "added\udcff", was: null, next: entry("added") },
  ],
  baseline: treeRows(baseline),
};

test("an intent survives JSON", () => {
  expect(readJson(JSON.stringify(intent), JOURNAL)).toEqual(intent);
});

test("with every move made the baseline is the intended one", () => {
  expect(baselineAfter(intent, new Set())).toEqual(baseline);
});

test("where a move was not made the baseline keeps what was copied", () => {
  const tree = baselineAfter(intent, new Set(["deleted", "changed", "added\udcff"]));
  expect(tree).toEqual(
    new Map([
      ["deleted", entry("old")],
      ["changed", entry("old")],
      ["other", entry("other")],
    ]),
  );
});
