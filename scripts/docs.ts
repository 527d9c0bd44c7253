import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCommands } from "../cli/commands/index.ts";
import { renderReference } from "../cli/reference/docs.ts";
import { stalePerformance, writePerformance } from "../test/bench/report/write-performance.ts";

/** Writes the generated reference and the page about speed, or with `--check` fails when they are stale. */
const TOP = join(import.meta.dirname, "..");
const REFERENCE = join(TOP, "docs/reference.md");

const fresh = `${renderReference(await loadCommands())}\n`;
if (!process.argv.includes("--check")) {
  writeFileSync(REFERENCE, fresh);
  writePerformance(TOP);
} else {
  const isStale = !existsSync(REFERENCE) || fresh !== readFileSync(REFERENCE, "utf8");
  const stale = [...(isStale ? ["docs/reference.md"] : []), ...stalePerformance(TOP)];
  for (const path of stale) process.stderr.write(`${path} is stale; run \`npm run docs\`\n`);
  if (stale.length > 0) process.exit(1);
}
