import { expect, test } from "bun:test";
import { TOP } from "../../helpers/cli.ts";
import { type BenchResult, exactRow, ratioRow } from "./bench-row.ts";
import { growthPoints, renderGrowth } from "./render-growth.ts";
import { renderPerformance } from "./render-performance.ts";
import { stalePerformance } from "./write-performance.ts";

const point = (sessions: number, cpu_ms: number, step = "index") => ({
  sessions,
  step,
  cpu_ms,
  wall_ms: cpu_ms,
  peak_mb: 90,
});
const GROWTH: BenchResult = {
  rows: [exactRow("recall", 0.98, "", { least: 0.99 }), ratioRow("index", [30, 31], [10, 10], { peer: "find" })],
  details: { points: [point(200, 100), point(2_000, 1_000), point(20_000, 10_000), point(200, 50, "status")] },
};

test("the page about speed and its picture are what the kept results make", () => {
  expect(stalePerformance(TOP)).toEqual([]);
});

test("the page says of each row what it says in the results, and which goals are missed", () => {
  const page = renderPerformance(new Map([["growth", GROWTH]]));
  expect(page).toContain("| growth | recall | 0.98 |  | 0.98 |  | ≥ 0.99 | no |");
  expect(page).toContain("| growth | index | 30 ms | find 10 ms | 3 | ±3 % |  |  |");
  expect(page).toContain("0 of 1 goals are met.");
  expect(page).toContain("| 20,000 | index | 10000 ms | 10000 ms | 90 MB |");
});

test("growth that is linear is drawn as a straight diagonal, each step in a colour of its own", () => {
  const picture = renderGrowth(GROWTH);
  const [index, status] = [...picture.matchAll(/<polyline points="([^"]*)" fill="none" stroke="([^"]*)"/g)];
  const at = (index?.[1] ?? "").split(" ").map((pair) => pair.split(",").map(Number));
  const slopes = at.slice(1).map(([x = 0, y = 0], n) => (y - (at[n]?.[1] ?? 0)) / (x - (at[n]?.[0] ?? 0)));
  expect(slopes).toHaveLength(2);
  expect(slopes[0]).toBeCloseTo(slopes[1] ?? 0, 1);
  expect(slopes[0]).toBeLessThan(0);
  expect(index?.[2]).not.toBe(status?.[2]);
  expect(growthPoints(undefined)).toEqual([]);
});
