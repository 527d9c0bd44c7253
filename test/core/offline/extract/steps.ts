import type { SessionStep } from "../../../../lib/core/evidence/ran.ts";
import type { Tier } from "../../../../lib/core/evidence/tiers.ts";
import { judgeRun } from "../../../../lib/core/offline/extract/ran/command-run.ts";
import { mainSegment, type Segment, segmentsOf } from "../../../../lib/core/offline/extract/ran/command-text.ts";
import { readTasks, type SessionTask } from "../../../../lib/core/offline/extract/session.ts";

/** The folder of the sessions here. */
export const CWD = "/home/dev/app";

const row = (tier: Tier, text: string): SessionStep => ({ kind: "row", tier, text });
export const user = (text: string): SessionStep => row("human user", text);
export const final = (text: string): SessionStep => row("assistant final", text);

/** A command as a transcript records it; without an exit code it is not told how it ended. */
export const recorded = (command: string, exitCode: number | undefined, output = "") =>
  ({ kind: "command", command, ...(exitCode !== undefined && { exitCode }), output, by: "agent" }) as const;
/** The step of a command that ran. */
export const ran = (...of: Parameters<typeof recorded>): SessionStep => ({ kind: "ran", ran: recorded(...of) });
/** The same as it is judged. */
export const judged = (...of: Parameters<typeof recorded>) => judgeRun(recorded(...of));

/** What a command is about. Throws where there is none. */
export function main(command: string): Segment {
  const segment = mainSegment(segmentsOf(command));
  if (segment === undefined) throw new Error(`no command in ${command}`);
  return segment;
}

/** The tasks of a session of these steps. */
export function tasksOf(...steps: SessionStep[]): SessionTask[] {
  return readTasks(steps, { cwd: CWD });
}

/** Its only task. Throws where it has another number. */
export function taskOf(...steps: SessionStep[]): SessionTask {
  const [task, ...others] = tasksOf(...steps);
  if (task === undefined || others.length > 0) throw new Error(`${others.length + 1} tasks, not one`);
  return task;
}
