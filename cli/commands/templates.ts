import { resolve } from "node:path";
import { writeTemplates } from "../../lib/flow/setup/write-templates.ts";
import type { Command } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { count } from "../print/count.ts";

export const templatesCommand: Command = {
  name: "templates",
  summary: "Write the built-in prompts into a folder, to be changed there",
  args: "<DIR>",
  options: [],
  reports: "on what it did",
  examples: ["memories templates ~/my-prompts", "memories extract --templates ~/my-prompts --dry-run"],
  async run({ args, env }) {
    const dir = resolve(expandTilde(args[0] ?? "", env));
    const files = writeTemplates(dir);
    return {
      exit: 0,
      json: { files },
      text: `${count(files, "prompt")} → ${dir}; they are used with --templates ${dir}`,
    };
  },
};
