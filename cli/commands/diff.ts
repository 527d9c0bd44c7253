import { diff, diffReport } from "../../lib/flow/root/diff.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { renderJson, renderNameStatus, renderStat } from "../print/diff.ts";
import { showPatch } from "../print/show-patch.ts";
import { visible } from "../terminal/visible.ts";

export const diffCommand: Command = {
  name: "diff",
  summary: "Show what changed since the last consolidation",
  options: ["nameStatus", "stat", "exitCode"],
  examples: ["memories diff", "memories diff --stat", "memories diff --exit-code --name-status"],
  asksQuestion: (options) => options.exitCode === true,
  async run(context) {
    const { nameStatus, stat, json, exitCode } = context.options;
    refuseTogether(nameStatus === true && stat === true, "--name-status", "--stat");
    const show: (context: CommandContext) => Promise<Shown> =
      json === true || stat === true ? report : nameStatus === true ? list : showPatch;
    const { count, json: value, text = "" } = await show(context);
    const exit = exitCode === true && count > 0 ? 1 : 0;
    return { exit, json: value, text: context.io.stdoutIsTerminal ? visible(text) : text };
  },
};

interface Shown extends Pick<Outcome, "json" | "text"> {
  readonly count: number;
}

async function report(context: CommandContext): Promise<Shown> {
  const found = await diffReport(await context.world());
  const { length: count } = found.changes;
  if (context.options.json === true) return { count, json: renderJson(found) };
  return { count, text: renderStat(found.changes) };
}

async function list(context: CommandContext): Promise<Shown> {
  return diff(await context.world(), async ({ changes }) => ({
    count: changes.length,
    text: renderNameStatus(changes),
  }));
}
