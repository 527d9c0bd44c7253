import type { Command } from "../command.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "Say why a session is or is not extracted and consolidated",
  args: "<THREAD>",
  options: [],
  examples: ["memories explain 01a203bf-0c85-7cb3-a2c3-0892b45b6468", "memories explain 01a203bf-0c85 --json"],
  async run({ world, args }) {
    const [{ explain }, { jobJson }, { renderTable }] = await Promise.all([
      import("../../lib/flow/explain.ts"),
      import("../print/job-row.ts"),
      import("../print/table.ts"),
    ]);
    const report = await explain(await world(), args[0] ?? "");
    const shown = (value: unknown) =>
      value === null ? "-" : typeof value === "string" ? value : JSON.stringify(value);
    const rules = report.rules.map((rule) => [
      rule.passed ? "ok" : "NO",
      rule.name,
      shown(rule.value),
      shown(rule.threshold),
    ]);
    const { selected, rank, limit } = report.selection;
    const place =
      rank === null ? "no memory to select" : `rank ${rank} of at most ${limit}, ${selected ? "" : "not "}selected`;
    return {
      exit: 0,
      json: { ...report, job: report.job === undefined ? null : jobJson(report.job) },
      text: [
        `thread    ${report.thread_id}`,
        `decision  ${report.decision}`,
        `job       ${report.job === undefined ? "none yet" : report.job.why}`,
        `selection ${place}`,
        "",
        renderTable(["", "rule", "this session", "threshold"], rules),
      ].join("\n"),
    };
  },
};
