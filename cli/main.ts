#!/usr/bin/env bun
import { MemoriesError } from "../lib/core/errors.ts";
import packageJson from "../package.json" with { type: "json" };
import { ReaderGone, writeErr, writeOut } from "./terminal/output.ts";
import { catchStray, type Stray } from "./terminal/signals.ts";

/** The only entry: reads the command line, runs it, and sets the exit code. Heavy modules load when they are needed. */
async function main(typed: readonly string[]): Promise<number> {
  if (typed.length === 1 && typed[0] === "--version") {
    writeOut(`${packageJson.version}\n`);
    return 0;
  }
  catchStray(endStuck);
  const { run } = await import("./run.ts");
  return run(typed, packageJson.version);
}

/** Something was thrown where nothing waits for it, and the command did not come to its end after that. */
function endStuck({ thrown }: Stray): never {
  writeErr(`memories: a bug: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(70);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (thrown) => {
    if (thrown instanceof ReaderGone) process.exit(0);
    if (thrown instanceof MemoriesError) {
      writeErr(`memories: ${thrown.message}\n  ${thrown.hint}\n`);
      process.exit(1);
    }
    process.stderr.write(`memories: a bug: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exit(70);
  },
);
