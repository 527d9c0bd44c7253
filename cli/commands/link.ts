import { MemoriesError } from "../../lib/core/errors.ts";
import type { LinkReport } from "../../lib/flow/link/link.ts";
import type { Command, CommandContext } from "../command.ts";

export const linkCommand: Command = {
  name: "link",
  summary: "Let Codex read this memory: a link in place of its own memory folder",
  args: "<codex>",
  options: ["remove"],
  reports: "on what it did",
  examples: ["memories link codex", "memories link codex --remove"],
  async run(context) {
    const [agent = ""] = context.args;
    if (agent !== "codex") {
      throw new MemoriesError("bad_option", `only codex reads a linked memory, not ${JSON.stringify(agent)}`, {
        hint: "memories hook AGENT prints what other agents need",
      });
    }
    const [world, form, { linkCodex, unlinkCodex }] = await Promise.all([
      context.world(),
      memoryForm(context),
      import("../../lib/flow/link/link.ts"),
    ]);
    const report = context.options.remove === true ? unlinkCodex(world, form) : await linkCodex(world, form);
    return { exit: 0, json: report, text: sentences(report) };
  },
};

/** Which of its two folders Codex reads, as its own configuration says. */
async function memoryForm({ options, env }: CommandContext): Promise<"v1" | "v2"> {
  const { loadConfig } = await import("../config/load-config.ts");
  const { config } = await loadConfig(options, env);
  return config.values.get("referenceVersion")?.value === "v2" ? "v2" : "v1";
}

function sentences({ status, path, root, moved_to, restored_from, codex_version, version_from }: LinkReport): string {
  const version = codex_version === null ? "" : ` (${codex_version}, says ${version_from})`;
  switch (status) {
    case "linked": {
      const moved =
        moved_to === null ? "" : `\nWhat was there lies in ${moved_to}; memories import codex reads it there.`;
      return `Codex${version} reads ${root} through ${path}.${moved}`;
    }
    case "already_linked":
      return `Codex${version} reads ${root} through ${path} already.`;
    case "removed":
      return `${path} is no link any more${restored_from === null ? "." : `: what was there before is back.`}`;
    case "not_linked":
      return `${path} is no link of ours; nothing was changed.`;
  }
}
