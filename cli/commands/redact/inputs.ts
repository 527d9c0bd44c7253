import { checkRedactInputs, type FoundSecret, findInInput, redactInput } from "../../../lib/flow/read/redact.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { SCHEMA_VERSION } from "../../print/report-json.ts";
import { visible, visibleJson } from "../../terminal/visible.ts";
import { visibleStream } from "../../terminal/visible-stream.ts";

/**
 * `redact` on standard input (`-`) and files, one after the other. The text itself goes to stdout; with `--check` a
 * line for each finding, with `--json` one JSON value with their places. Neither holds a value.
 */
export async function runRedact({ options, io }: CommandContext, names: readonly string[]): Promise<Outcome> {
  checkRedactInputs(names);
  if (options.json === true) {
    const write: Write = io.stdoutIsTerminal ? (text) => io.write(visibleJson(String(text))) : io.write;
    return reportJson(names, write, options.check === true ? 1 : 0);
  }
  if (options.check === true) return reportLines(names, io);
  const shown = io.stdoutIsTerminal ? visibleStream(io.write) : undefined;
  for (const name of names) await redactInput(name, shown?.write ?? io.write);
  await shown?.end();
  return { exit: 0 };
}

type Write = CommandContext["io"]["write"];

async function reportLines(names: readonly string[], io: CommandContext["io"]): Promise<Outcome> {
  let found = false;
  for (const name of names) {
    const file = io.stdoutIsTerminal ? visible(name) : name;
    await findInInput(name, async ({ line, column, kind }) => {
      found = true;
      await io.write(`${file}:${line}:${column} ${kind}\n`);
    });
  }
  return { exit: found ? 1 : 0 };
}

/** Written as it is found, so that a text of any size needs no more memory than another. */
async function reportJson(names: readonly string[], write: Write, exitIfFound: 0 | 1): Promise<Outcome> {
  let separator = "";
  await write(`{"schema_version":${SCHEMA_VERSION},"command":"redact","status":"ok","findings":[`);
  for (const name of names) {
    await findInInput(name, async (secret: FoundSecret) => {
      await write(`${separator}${JSON.stringify(secret)}`);
      separator = ",";
    });
  }
  await write("]}\n");
  return { exit: separator === "" ? 0 : exitIfFound };
}
