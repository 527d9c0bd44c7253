import { expect, test } from "bun:test";
import fc from "fast-check";
import { chooseRows, type EvidenceRow } from "../../../lib/core/evidence/choose-rows.ts";
import { renderRow, rowBytes } from "../../../lib/core/evidence/row-text.ts";
import { OMISSION_MARKER, TIERS, type Tier } from "../../../lib/core/evidence/tiers.ts";
import { utf8Length } from "../../../lib/core/text/bytes.ts";

const row = (rank: number, tier: Tier, text: string): EvidenceRow => ({
  rank,
  tier,
  text,
  bytes: rowBytes(tier, utf8Length(text)),
});
const rowsOf = (...entries: [Tier, string][]) => entries.map(([tier, text], rank) => row(rank, tier, text));
const whole = (rows: readonly EvidenceRow[]) => rows.map(({ tier, text }) => renderRow(tier, text)).join("");

const anyRows = fc
  .array(fc.tuple(fc.constantFrom(...TIERS), fc.string({ unit: "grapheme", maxLength: 400 })), { maxLength: 25 })
  .map((entries) => rowsOf(...entries));
const anyBudget = fc.oneof(fc.nat(200), fc.nat(2_000), fc.nat(9_000));

test("a rollout that fits is rendered whole, to the very byte", () => {
  const rows = rowsOf(["human user", "do é"], ["tool", "ls"], ["assistant final", "done"]);
  const text = "[human user]\ndo é\n[tool]\nls\n[assistant final]\ndone\n";
  expect(chooseRows(rows, 3, utf8Length(text))).toMatchObject({ text, omitted: 0 });
  expect(chooseRows(rows, 3, utf8Length(text) - 1).omitted).toBeGreaterThan(0);
});

test("what does not fit goes tier by tier, the oldest first, and each gap is marked once", () => {
  const rows = rowsOf(
    ["tool", "t".repeat(300)],
    ["human user", "one"],
    ["tool", "t".repeat(300)],
    ["tool", "t".repeat(300)],
    ["human user", "two"],
    ["tool", "t".repeat(300)],
  );
  const budget = 16 * 2 + 33 * 3 + rowBytes("tool", 300);
  expect(chooseRows(rows, 6, budget).text).toBe(
    `${OMISSION_MARKER}\n[human user]\none\n${OMISSION_MARKER}\n[human user]\ntwo\n[tool]\n${"t".repeat(300)}\n`,
  );
});

test("the first row that does not fit is cut to what is left, and nothing comes after it", () => {
  const rows = rowsOf(["human user", "old"], ["human user", "h".repeat(3_000)], ["tool", "t"]);
  const { text } = chooseRows(rows, 3, 600);
  expect(utf8Length(text)).toBe(600);
  expect(text).toMatch(
    /^\[\.\.\. response items omitted \.\.\.\]\n\[human user\]\nh+…\d+ chars truncated…h+\n\[\.\.\. response items omitted \.\.\.\]\n$/,
  );
});

test("less than 256 bytes are left unused rather than filled with a scrap", () => {
  const rows = rowsOf(["tool", "t"], ["human user", "h".repeat(3_000)], ["tool", "t"]);
  expect(chooseRows(rows, 3, 66 + 255)).toMatchObject({ text: `${OMISSION_MARKER}\n`, rows: [], omitted: 3 });
  expect(utf8Length(chooseRows(rows, 3, 66 + 256).text)).toBe(66 + 256);
});

test("without room for a marker there is nothing", () => {
  expect(chooseRows(rowsOf(["tool", "t".repeat(90)]), 1, 32).text).toBe("");
  expect(chooseRows(rowsOf(["tool", "t".repeat(90)]), 1, 33).text).toBe(`${OMISSION_MARKER}\n`);
  expect(chooseRows([], 0, 0).text).toBe("");
});

test("never over budget, whatever the rows", () => {
  fc.assert(
    fc.property(anyRows, anyBudget, (rows, budget) => utf8Length(chooseRows(rows, rows.length, budget).text) <= budget),
    { numRuns: 500 },
  );
});

test("nothing is dropped when it fits, and the same input gives the same text", () => {
  fc.assert(
    fc.property(anyRows, anyBudget, (rows, budget) => {
      const { text, omitted } = chooseRows(rows, rows.length, budget);
      const fits = utf8Length(whole(rows)) <= budget;
      expect(omitted === 0).toBe(fits);
      if (fits) expect(text).toBe(whole(rows));
      expect(chooseRows(rows, rows.length, budget).text).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("order is kept, at most one row is cut, and every gap shows as exactly one marker", () => {
  fc.assert(
    fc.property(anyRows, anyBudget, (rows, budget) => {
      const { rows: kept, text } = chooseRows(rows, rows.length, budget);
      if (text === "") return;
      const ranks = (kept as EvidenceRow[]).map(({ rank }) => rank);
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      const changed = (kept as EvidenceRow[]).filter((entry) => rows[entry.rank]?.text !== entry.text);
      expect(changed.length).toBeLessThanOrEqual(1);
      const edges = [-1, ...ranks, rows.length];
      const gaps = edges.slice(1).filter((rank, n) => rank - (edges[n] ?? 0) > 1).length;
      const written = kept.map(({ tier, text: words }) => renderRow(tier, words)).join("");
      expect(utf8Length(text)).toBe(utf8Length(written) + gaps * 33);
    }),
    { numRuns: 500 },
  );
});

test("human messages are last to go: another row is there only when every human one is, whole", () => {
  fc.assert(
    fc.property(anyRows, anyBudget, (rows, budget) => {
      const kept = chooseRows(rows, rows.length, budget).rows as EvidenceRow[];
      const isWhole = ({ rank, text }: EvidenceRow) => kept.some((entry) => entry.rank === rank && entry.text === text);
      for (const { rank, tier } of kept) {
        const before = TIERS.slice(0, TIERS.indexOf(tier));
        expect(rows.filter((other) => before.includes(other.tier)).every(isWhole)).toBe(true);
        expect(rows.filter((other) => other.tier === tier && other.rank > rank).every(isWhole)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
