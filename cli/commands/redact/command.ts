import type { Command } from "../../command.ts";
import { runRedact } from "./inputs.ts";

export const redactCommand: Command = {
  name: "redact",
  summary: "Take the secrets out of a text",
  args: "[FILE...]",
  options: ["check"],
  examples: [
    "memories redact < session.log > clean.log",
    "memories redact --check notes/*.md",
    "memories redact --json .env",
  ],
  streams: () => true,
  asksQuestion: ({ check }) => check === true,
  async run(context) {
    return runRedact(context, context.args.length === 0 ? ["-"] : context.args);
  },
};
