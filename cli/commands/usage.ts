import { MemoriesError } from "../../lib/core/errors.ts";
import { classifyLines, classifyRollouts, classifyScript } from "../../lib/flow/usage/classify.ts";
import { scanUsage } from "../../lib/flow/usage/scan.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { classifiedTable, kindsTable, renderClassified, renderUsage, usageTable } from "../print/usage.ts";

export const usageCommand: Command = {
  name: "usage",
  summary: "Classify commands and transcripts by how they use memory",
  args: "<classify|scan> [ARG...]",
  options: ["rollouts", "listFormat", "headers", "noHeaders"],
  examples: [
    "memories usage classify 'sed -n 1,40p ~/.memories/memories/MEMORY.md'",
    "memories usage classify --rollouts ~/.codex/sessions --json",
    "memories usage scan ~/.codex/sessions",
  ],
  async run(context) {
    const [action, ...args] = context.args;
    if (action === "classify") return classify(context, args);
    if (action === "scan") return scan(context, args);
    throw new MemoriesError("bad_option", `memories usage: unknown action: ${JSON.stringify(action)}`, {
      hint: "give classify [COMMAND] or scan PATH",
    });
  },
};

/** A command, the lines of standard input, or the tool calls of transcripts. */
async function classify(context: CommandContext, args: readonly string[]): Promise<Outcome> {
  const { options, io } = context;
  if (options.rollouts !== undefined) {
    refuseTogether(args.length > 0, "--rollouts", "a command");
    const report = await classifyRollouts(await context.world(), options.rollouts);
    const asked = isTable(context) ? { table: classifiedTable(options.rollouts, report) } : {};
    return { exit: report.failed.length > 0 ? 1 : 0, json: report, text: renderClassified(report), ...asked };
  }
  if (args.length > 0) {
    const kinds = classifyScript(await context.world(), args.join(" "));
    const asked = isTable(context) ? { table: kindsTable(args.join(" "), kinds) } : {};
    return { exit: 0, json: { kinds }, text: kinds.join(" "), ...asked };
  }
  for await (const kinds of classifyLines(await context.world())) {
    await io.write(options.json === true ? `${JSON.stringify({ kinds })}\n` : `${kinds.join(" ")}\n`);
  }
  return { exit: 0 };
}

async function scan(context: CommandContext, args: readonly string[]): Promise<Outcome> {
  const [path, ...others] = args;
  if (path === undefined || others.length > 0 || context.options.rollouts !== undefined) {
    throw new MemoriesError("bad_option", "memories usage scan needs one path", {
      hint: "give a transcript or a folder of transcripts, such as ~/.codex/sessions",
    });
  }
  const report = await scanUsage(await context.world(), path);
  const json = { command: "usage", action: "scan", path, ...report };
  const asked = isTable(context) ? { table: usageTable(path, report) } : {};
  return { exit: report.failed.length > 0 ? 1 : 0, json, text: renderUsage(report), ...asked };
}

/** Rows for a program were asked for; a person gets sentences. */
function isTable({ options }: CommandContext): boolean {
  return options.listFormat !== undefined || options.headers === true;
}
