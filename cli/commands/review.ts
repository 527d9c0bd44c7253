import {
  acceptLine,
  listWaiting,
  type ReviewReport,
  rejectLine,
  type WaitingLine,
} from "../../lib/flow/review/review.ts";
import type { Command } from "../command.ts";
import { refuseTogether } from "../options/refuse-together.ts";

export const reviewCommand: Command = {
  name: "review",
  summary: "Look at lines that no person said, take them in or refuse them",
  options: ["accept", "reject"],
  list: "lines",
  wraps: true,
  examples: ["memories review", "memories review --accept 3fa9c01b", "memories review --reject 3fa9c01b"],
  async run({ world, options }) {
    const { accept, reject } = options;
    refuseTogether(accept !== undefined && reject !== undefined, "--accept", "--reject");
    const opened = await world();
    if (accept !== undefined) return outcome(await acceptLine(opened, accept));
    return outcome(reject === undefined ? listWaiting(opened) : rejectLine(opened, reject));
  },
};

function outcome(report: ReviewReport) {
  return { exit: 0, json: report, text: render(report) } as const;
}

function render({ lines, accepted, rejected }: ReviewReport): string {
  if (accepted !== null) return `accepted into ${accepted.file}, from now on your own: ${accepted.text}`;
  if (rejected !== null) return `rejected, and not shown again: ${rejected.text}`;
  if (lines.length === 0) return "nothing waits: every line of memory has a source";
  return lines.map(renderLine).join("\n");
}

function renderLine({ id, file, block, section, text, sources, run }: WaitingLine): string {
  const place = [file, block, section].filter((part) => part !== "").join(" › ");
  const cited = sources.length === 0 ? "cites no session" : `cites ${sources.join(", ")}`;
  return `${id}  ${text}\n          ${place}; ${cited}; run ${run}`;
}
