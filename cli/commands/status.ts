import type { Command } from "../command.ts";
import { DECISION_SETTINGS } from "../settings.ts";

export const statusCommand: Command = {
  name: "status",
  summary: "Show what is there, what comes next, what is in the way",
  options: ["sources", ...DECISION_SETTINGS],
  examples: ["memories status", "memories status --json | jq .root.dirty"],
  async run({ world }) {
    const [{ status }, { renderStatus, statusJson }] = await Promise.all([
      import("../../lib/flow/status.ts"),
      import("../print/status.ts"),
    ]);
    const report = await status(await world());
    return { exit: 0, json: statusJson(report), text: renderStatus(report) };
  },
};
