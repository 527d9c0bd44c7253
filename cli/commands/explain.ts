import { explain } from "../../lib/flow/status/explain.ts";
import type { Command } from "../command.ts";
import { DECISION_SETTINGS } from "../options/settings.ts";
import { renderExplain } from "../print/explain.ts";
import { jobJson } from "../print/job-row.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "Say why a session is or is not remembered",
  args: "<THREAD>",
  options: ["sources", ...DECISION_SETTINGS],
  wraps: true,
  examples: ["memories explain 01a203bf-0c85", "memories explain 01a203bf-0c85 --json"],
  async run({ world, args, options, io }) {
    const report = await explain(await world(), args[0] ?? "");
    const job = report.job === undefined ? null : jobJson(report.job);
    return {
      exit: 0,
      json: { ...report, job },
      text: renderExplain(report, {
        show: options.verbose === true ? "everything" : "the way out",
        width: io.stdoutIsTerminal ? io.columns : Number.POSITIVE_INFINITY,
      }),
    };
  },
};
