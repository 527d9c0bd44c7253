import { type Restored, restore } from "../../lib/flow/copies/restore.ts";
import { doctor } from "../../lib/flow/status/doctor.ts";
import type { Command } from "../command.ts";
import { loadConfig } from "../config/load-config.ts";
import { count } from "../print/count.ts";

const MARKS = { ok: "ok", warning: "warning", failed: "FAILED" } as const;

export const doctorCommand: Command = {
  name: "doctor",
  summary: "Check what the pipeline needs, say what is in its way",
  options: ["online", "model", "api", "timeout", "restore", "yes"],
  examples: ["memories doctor", "memories doctor --online --model qwen3 --api chat", "memories doctor --restore"],
  wraps: true,
  async run({ world, options, env }) {
    const { config } = await loadConfig(options, env);
    const online = options.online === true ? "ask" : "stay_offline";
    const unknown = config.unknown.map((name) => `${name} is no variable of this program`);
    const opened = await world();
    const restored =
      options.restore === true
        ? await restore(opened, opened.databaseFile(), options.yes === true ? "confirmed" : "unconfirmed")
        : undefined;
    const report = await doctor(opened, {
      warnings: [...config.warnings, ...unknown],
      online,
      model: options.model,
    });
    const lines = report.checks.flatMap(({ name, status, detail, hint }) => [
      `${MARKS[status].padEnd(8)}${name.padEnd(13)}${detail}`,
      ...(hint === undefined || status === "ok" ? [] : [`${" ".repeat(21)}${hint}`]),
    ]);
    const checks = report.checks.map((check) => ({ ...check, hint: check.hint ?? null }));
    const json = {
      ...report,
      restored: restored === undefined ? null : { ...restored, aside: restored.aside ?? null },
      checks,
    };
    return { exit: report.ok ? 0 : 1, json, text: [...told(restored), ...lines].join("\n") };
  },
};

function told(restored: Restored | undefined): string[] {
  if (restored === undefined) return [];
  const { day, memories, aside } = restored;
  const kept = aside === undefined ? "" : `; what lay in its place is ${aside} now`;
  return [`restored the copy of ${day} with ${count(memories, "memory", "memories")}${kept}`];
}
