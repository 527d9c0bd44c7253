import { status } from "../../lib/flow/status/status.ts";
import type { Command } from "../command.ts";
import { DECISION_SETTINGS } from "../options/settings.ts";
import { renderStatus, statusJson } from "../print/status.ts";

export const statusCommand: Command = {
  name: "status",
  summary: "Show what is there, what comes next, what is in the way",
  options: ["sources", ...DECISION_SETTINGS],
  wraps: true,
  examples: ["memories status", "memories status | jq .root.dirty"],
  async run({ world }) {
    const report = await status(await world());
    return { exit: 0, json: statusJson(report), text: renderStatus(report) };
  },
};
