import { MemoriesError } from "../../core/errors.ts";
import { encodeText } from "../../core/text/bytes.ts";
import { insertLine } from "../../core/verify/words/insert-line.ts";
import { textAt } from "../../edge/fs/texts-under.ts";
import { putInRoot } from "../../edge/root/put-in-root.ts";
import {
  dropQuarantined,
  type QuarantinedLine,
  readQuarantines,
  refuseQuarantined,
} from "../../edge/runs/quarantine.ts";
import { checkRootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import { rootIsHeld, withRootLock } from "../root/with-root-lock.ts";
import type { World } from "../world.ts";

/** A line in quarantine, and the newest run that left it there. */
export interface WaitingLine extends QuarantinedLine {
  readonly run: string;
}

export interface ReviewReport {
  readonly command: "review";
  /** What waits for a person's word; after a decision what still does. */
  readonly lines: readonly WaitingLine[];
  /** The line that was decided on. */
  readonly accepted: WaitingLine | null;
  readonly rejected: WaitingLine | null;
}

/** The lines that runs took out, each once, in the order of the runs. */
export function listWaiting(world: World): ReviewReport {
  return { command: "review", lines: waitingLines(world), accepted: null, rejected: null };
}

/**
 * Puts a line into its file, in its section: from then on it is the person's own. Throws `bad_option` for an id that
 * nothing has, `root_refused`, `busy`.
 */
export async function acceptLine(world: World, id: string): Promise<ReviewReport> {
  const accepted = lineOf(world, id);
  const ownership = await checkRootOwnership(world);
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  const root = ownership.inspection.path;
  const done = await withRootLock(world, root, async (signal) => {
    const text = textAt(root, accepted.file);
    if (text === undefined) {
      throw new MemoriesError("bad_input", `${accepted.file} is not there, so nothing can be put into it`, {
        hint: "memories consolidate makes it anew",
      });
    }
    signal.throwIfAborted();
    putInRoot(root, accepted.file, encodeText(insertLine(text, accepted)));
    dropQuarantined(world.paths.home, accepted.id);
  });
  if (done.kind === "held") throw rootIsHeld(root, done);
  return { ...listWaiting(world), accepted };
}

/** Refuses a line for good: no later run shows it again. Throws `bad_option` for an id that nothing has. */
export function rejectLine(world: World, id: string): ReviewReport {
  const rejected = lineOf(world, id);
  refuseQuarantined(world.paths.home, rejected.id);
  dropQuarantined(world.paths.home, rejected.id);
  return { ...listWaiting(world), rejected };
}

function waitingLines(world: World): WaitingLine[] {
  const lines = new Map<string, WaitingLine>();
  for (const [run, { lines: of }] of readQuarantines(world.paths.home)) {
    for (const line of of) lines.set(line.id, { ...line, run });
  }
  return [...lines.values()];
}

function lineOf(world: World, id: string): WaitingLine {
  const found = waitingLines(world).filter((line) => line.id.startsWith(id.toLowerCase()));
  const [line] = found;
  if (line !== undefined && found.length === 1 && id !== "") return line;
  const how = found.length > 1 ? "several lines have" : "no line in quarantine has";
  throw new MemoriesError("bad_option", `${how} an id that begins with ${JSON.stringify(id)}`, {
    hint: "memories review lists them",
  });
}
