import { MemoriesError } from "../../lib/core/errors.ts";
import type { ImportReport } from "../../lib/flow/import/import-codex.ts";
import type { Command } from "../command.ts";
import { count } from "../print/count.ts";

export const importCommand: Command = {
  name: "import",
  summary: "Take over what Codex's own memory knows",
  args: "<codex>",
  options: ["dryRun"],
  reports: "on what it did",
  examples: ["memories import codex --dry-run", "memories import codex"],
  async run(context) {
    const [agent = ""] = context.args;
    if (agent !== "codex") {
      throw new MemoriesError("bad_option", `nothing can be imported from ${JSON.stringify(agent)}`, {
        hint: "memories import codex takes what Codex's own memory knows",
      });
    }
    const { importCodex } = await import("../../lib/flow/import/import-codex.ts");
    const report = await importCodex(await context.world(), context.options.dryRun === true ? "dry_run" : "apply");
    return { exit: report.problems.length > 0 ? 1 : 0, json: report, text: sentences(report) };
  },
};

function sentences(report: ImportReport): string {
  const { stage1_outputs, from_summaries, left_out, resources, kept_resources, unclear, dry_run } = report;
  const lines = [
    `${dry_run ? "would import" : "imported"} ${count(stage1_outputs.length, "memory", "memories")}` +
      (from_summaries.length === 0 ? "" : `, ${from_summaries.length} of them from summaries alone`) +
      ` and ${count(resources.length, "file")} of the handbook and skills`,
    ...reasons(left_out),
    ...(unclear.length === 0
      ? []
      : [
          `${unclear.length} left out: ${unclear.length === 1 ? "it says" : "they say"} neither whose nor when: ${some(unclear)}`,
        ]),
    ...(kept_resources.length === 0 ? [] : [`${count(kept_resources.length, "file")} were here already and stay`]),
  ];
  return lines.join("\n");
}

/** More names than this fill a screen; `--json` has all. */
const NAMES_SHOWN = 3;

function some(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function reasons(leftOut: ImportReport["left_out"]): string[] {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return [...byReason].map(([reason, all]) => `${all.length} left out: ${reason.replaceAll("_", " ")}`);
}
