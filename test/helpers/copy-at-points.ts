/**
 * Runs a command of the program and copies a folder each time it is about to change something: `FOLDER COPIES WORD…`.
 * The copy `COPIES/<n>` is what the disk holds when the process is killed at its n-th point; `COPIES/points` names them.
 */
import { appendFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../cli/run.ts";
import { installFaultHook } from "../../lib/core/fault.ts";

const [folder = "", copies = "", ...words] = process.argv.slice(2);
mkdirSync(copies, { recursive: true });
let passed = 0;
installFaultHook((point, detail) => {
  passed += 1;
  const options = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  cpSync(folder, join(copies, String(passed)), options);
  appendFileSync(join(copies, "points"), `${passed} ${point} ${detail.replaceAll("\n", " ")}\n`);
});
process.exit(await run(words, "test"));
