import { doctor } from "../../lib/flow/status/doctor.ts";
import type { Command } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";

const MARKS = { ok: "ok", warning: "warning", failed: "FAILED" } as const;

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Check what the pipeline needs, say what is in its way",
  options: ["online", "model", "api", "timeout"],
  wraps: true,
  examples: ["memories doctor", "memories doctor --online --model qwen3 --api chat"],
  async run({ world, options, env }) {
    const { config } = await loadConfig(options, env);
    const online = options.online === true ? "ask" : "stay_offline";
    const unknown = config.unknown.map((name) => `${name} is no variable of this program`);
    const report = await doctor(await world(), {
      warnings: [...config.warnings, ...unknown],
      online,
      model: options.model,
    });
    const lines = report.checks.flatMap(({ name, status, detail, hint }) => [
      `${MARKS[status].padEnd(8)}${name.padEnd(13)}${detail}`,
      ...(hint === undefined || status === "ok" ? [] : [`${" ".repeat(21)}${hint}`]),
    ]);
    const checks = report.checks.map((check) => ({ ...check, hint: check.hint ?? null }));
    return { exit: report.ok ? 0 : 1, json: { ...report, checks }, text: lines.join("\n") };
  },
};
