import { expect, test } from "bun:test";
import { planResourcePrune } from "../../../lib/core/consolidate/extension-resources.ts";
import { DAY_SECONDS } from "../../../lib/core/constants.ts";

const NOW = Date.UTC(2026, 4, 15, 12) / 1_000;
const plan = (resources: string[], hasInstructions = true) =>
  planResourcePrune([{ name: "web", hasInstructions, resources }], 7, NOW);

test("a resource goes at the end of its retention, to the second", () => {
  expect(plan(["2026-05-08T12-00-00-page.md", "2026-05-08T12-00-01-page.md"])).toEqual([
    "extensions/web/resources/2026-05-08T12-00-00-page.md",
  ]);
});

test("names without a time in front, without .md, or with a time that no calendar has stay", () => {
  const names = [
    "notes.md",
    "x2020-01-01T00-00-00.md",
    "2020-01-01T00-00-00.txt",
    "2020-02-30T00-00-00.md",
    "2020-01-01.md",
  ];
  expect(plan(names)).toEqual([]);
});

test("a time alone is a name, and the time may be followed by anything", () => {
  expect(plan(["2020-01-01T00-00-00.md", "2020-01-01T00-00-001.md"])).toHaveLength(2);
});

test("a folder without instructions is left alone", () => {
  expect(plan(["2020-01-01T00-00-00.md"], false)).toEqual([]);
});

test("paths come in byte order over all extensions", () => {
  const old = { hasInstructions: true, resources: ["2020-01-01T00-00-00-b.md", "2020-01-01T00-00-00-a.md"] };
  expect(
    planResourcePrune(
      [
        { name: "b", ...old },
        { name: "a", ...old },
      ],
      0,
      7 * DAY_SECONDS + NOW,
    ),
  ).toEqual([
    "extensions/a/resources/2020-01-01T00-00-00-a.md",
    "extensions/a/resources/2020-01-01T00-00-00-b.md",
    "extensions/b/resources/2020-01-01T00-00-00-a.md",
    "extensions/b/resources/2020-01-01T00-00-00-b.md",
  ]);
});
