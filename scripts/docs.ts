import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCommands } from "../cli/commands/index.ts";
import { renderReference } from "../cli/reference/docs.ts";

/** Writes the generated reference, or with `--check` fails when it is stale. */
const REFERENCE = join(import.meta.dirname, "../docs/reference.md");

const fresh = `${renderReference(await loadCommands())}\n`;
if (!process.argv.includes("--check")) writeFileSync(REFERENCE, fresh);
else if (!existsSync(REFERENCE) || fresh !== readFileSync(REFERENCE, "utf8")) {
  process.stderr.write("docs/reference.md is stale; run `npm run docs`\n");
  process.exit(1);
}
