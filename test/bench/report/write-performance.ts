import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BenchResult } from "./bench-row.ts";
import { renderGrowth } from "./render-growth.ts";
import { renderPerformance } from "./render-performance.ts";

/** The generated page about speed and its picture, by their paths from the top, as the kept results make them. */
export function performancePages(top: string): ReadonlyMap<string, string> {
  const folder = join(top, "fixtures/bench");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const results = new Map(
    names
      .toSorted()
      .map((name) => [name.slice(0, -".json".length), parseResult(readFileSync(join(folder, name), "utf8"))]),
  );
  return new Map([
    ["docs/performance.md", renderPerformance(results)],
    ["docs/growth.svg", renderGrowth(results.get("growth"))],
  ]);
}

/** Writes them. */
export function writePerformance(top: string): void {
  for (const [path, text] of performancePages(top)) writeFileSync(join(top, path), text);
}

/** The paths of those that are not what the kept results make. */
export function stalePerformance(top: string): string[] {
  const isStale = ([path, text]: readonly [string, string]) =>
    !existsSync(join(top, path)) || readFileSync(join(top, path), "utf8") !== text;
  return [...performancePages(top)].filter(isStale).map(([path]) => path);
}

const parseResult = (text: string) => BenchResult.parse(JSON.parse(text));
