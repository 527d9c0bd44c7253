import type { ForgetReport } from "../../lib/flow/forget/forget.ts";
import { forget, unforget } from "../../lib/flow/forget/forget.ts";
import type { Command } from "../command.ts";
import { cwdPattern } from "../config/cwd-pattern.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { count } from "../print/count.ts";

export const forgetCommand: Command = {
  name: "forget",
  summary: "Forget sessions for good, with all their traces",
  args: "[THREAD]",
  options: ["cwd", "agentFilter", "before", "dryRun", "undo", "purge", "yes"],
  reports: "on what it did",
  examples: [
    "memories forget 01a203bf-0c85 --dry-run",
    "memories forget --cwd '~/clients/acme/**' --before 2026-01-01 --yes",
    "memories forget 01a203bf-0c85 --purge",
    "memories forget 01a203bf-0c85 --undo",
  ],
  async run({ world, args, options, env }) {
    const cwd = options.cwd === undefined ? undefined : cwdPattern(options.cwd, env, process.cwd());
    const target = { thread: args[0], cwd, before: options.before, agent: options.agentFilter };
    const mode = options.dryRun === true ? "dry_run" : options.yes === true ? "apply" : "unconfirmed";
    refuseTogether(options.undo === true && options.purge === true, "--undo", "--purge");
    if (options.undo === true) {
      const report = await unforget(await world(), target, mode);
      const verb = report.dry_run ? "would be" : "may be";
      return { exit: 0, json: report, text: `${count(report.lifted, "session")} ${verb} extracted again` };
    }
    const report = await forget(await world(), target, {
      mode,
      baseline: options.purge === true ? "purge" : "keep",
    });
    return { exit: 0, json: report, text: render(report) };
  },
};

function render(report: ForgetReport): string {
  if (report.threads.length === 0) return "no session matches: nothing to forget";
  const verb = report.dry_run ? "would forget" : "forgot";
  return [
    `${verb} ${count(report.threads, "session")}, ${report.memories.length} with a memory`,
    ...report.threads.map((thread) => `  ${thread}`),
    ...report.rollout_summaries.map((name) => `  rollout_summaries/${name}`),
    ...report.copies.map((name) => `  <home>/backups/${name}`),
    ...report.still_in.map(
      ({ path, lines }) => `still in ${path}, ${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}`,
    ),
    ...(report.rework === null
      ? []
      : [`the words stay in the folder and its baseline until then: ${report.rework.reason}`]),
  ].join("\n");
}
