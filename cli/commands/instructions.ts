import type { Command, CommandContext, Outcome } from "../command.ts";

export const instructionsCommand: Command = {
  name: "instructions",
  summary: "Print what tells a session about its memory",
  options: ["forHook"],
  examples: [
    "memories instructions",
    "memories instructions --for-hook copilot < hook-input.json",
    "memories instructions --verbose > /dev/null",
  ],
  answersHook: (options) => options.forHook !== undefined,
  async run(context) {
    if (context.options.forHook !== undefined) return answer(context, context.options.forHook);
    const { readInstructions } = await import("../../lib/flow/read/instructions.ts");
    const found = readInstructions(await context.world());
    return {
      exit: 0,
      json: { instructions: found?.text ?? null, tokens: found?.tokens ?? 0 },
      ...(found !== undefined && { text: found.text }),
    };
  },
};

type Agent = NonNullable<CommandContext["options"]["forHook"]>;

/** What a hook takes from stdout, in its own form; nothing where the session has it already. */
async function answer({ io, world }: CommandContext, agent: Agent): Promise<Outcome> {
  const [{ readHookInput }, { answerHook }] = await Promise.all([
    import("../terminal/hook-input.ts"),
    import("../../lib/flow/read/hook-instructions.ts"),
  ]);
  const written = await readHookInput(io);
  const found = answerHook(await world(), written, agent);
  return found === undefined ? { exit: 0 } : { exit: 0, rawJson: found, text: JSON.stringify(found) };
}
