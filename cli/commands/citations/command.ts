import type { Command } from "../../command.ts";
import { refuseTogether } from "../../options/refuse-together.ts";
import { runOnInputs } from "./inputs.ts";

export const citationsCommand: Command = {
  name: "citations",
  summary: "Read the citation blocks of an agent's text",
  args: "[FILE...]",
  options: ["rollouts", "format", "noHeaders", "strip", "jsonTo", "verify", "resolve", "count", "require"],
  examples: [
    "memories citations < answer.txt",
    "agent | memories citations --strip --count",
    "memories citations --verify --require answer.txt",
    "memories citations --rollouts ~/.codex/sessions --format tsv",
  ],
  streams: ({ strip, format, rollouts }) =>
    strip === true || format === "ndjson" || format === "tsv" || format === "grep" || rollouts !== undefined,
  asksQuestion: (options) => options.require === true || options.verify === true,
  async run(context) {
    const { args, options } = context;
    refuseTogether(options.rollouts !== undefined && args.length > 0, "--rollouts", "files");
    refuseTogether(options.rollouts !== undefined && options.strip === true, "--rollouts", "--strip");
    refuseTogether(options.strip === true && options.format !== undefined, "--strip", "--format");
    refuseTogether(options.strip === true && options.resolve === true, "--strip", "--resolve");
    const rows = options.format === "tsv" || options.format === "grep";
    refuseTogether(rows && options.resolve === true, `--format ${options.format}`, "--resolve");
    refuseTogether(options.jsonTo !== undefined && options.strip !== true, "--json-to", "output without --strip");
    if (options.rollouts !== undefined) {
      // A pipe waits for no reader of transcripts.
      const { runOnRollouts } = await import("./rollouts.ts");
      return runOnRollouts(context, options.rollouts);
    }
    return runOnInputs(context, args.length === 0 ? ["-"] : args);
  },
};
