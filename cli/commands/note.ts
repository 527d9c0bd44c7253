import { MemoriesError } from "../../lib/core/errors.ts";
import { writeNote } from "../../lib/flow/read/note.ts";
import type { Command, CommandContext } from "../command.ts";

export const noteCommand: Command = {
  name: "note",
  summary: "Leave a note for the next consolidation",
  args: "[TEXT...]",
  options: ["title"],
  reports: "on what it did",
  examples: [
    'memories note "In this repository tests run with pnpm, never npm."',
    "memories note --title Deploys < deploys.md",
  ],
  async run(context) {
    const text = await textOf(context);
    const { title } = context.options;
    const { path } = await writeNote(await context.world(), { text, ...(title !== undefined && { title }) });
    return { exit: 0, json: { command: "note", path }, text: `noted: ${path}` };
  },
};

/** The words given, else standard input. */
async function textOf({ args, io }: CommandContext): Promise<string> {
  if (args.length > 0) return args.join(" ");
  if (io.stdinIsTerminal)
    throw new MemoriesError("bad_option", "memories note needs TEXT", { hint: 'memories note "…"' });
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
