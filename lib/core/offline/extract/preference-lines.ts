import { wordingKey } from "../consolidate/merging/wording.ts";
import { shorten } from "./outcome.ts";
import type { Wish } from "./said/wish.ts";
import type { SessionTask } from "./session.ts";

/** Wishes of a task that are written down, at most. */
const WISHES_MAX = 16;
const ABOUT_MAX_CHARS = 100;

/**
 * The lines under *Preference signals*, task by task: each wish once, where it was first said, word for word and in
 * quotation marks, the only ones of the line. What was said more than once comes first, with its count. A wish that is
 * taken back in the next message is gone.
 */
export function preferenceLines(tasks: readonly SessionTask[]): string[][] {
  const counted = new Map<string, { wish: Wish; task: number; count: number }>();
  for (const [task, { turns }] of tasks.entries()) {
    for (const [at, { said }] of turns.entries()) {
      if (turns[at + 1]?.said.retracts) continue;
      for (const wish of said.wishes) count(counted, wish, task);
    }
  }
  const all = [...counted.values()].toSorted((a, b) => b.count - a.count);
  return tasks.map((_, task) =>
    all
      .filter((one) => one.task === task)
      .slice(0, WISHES_MAX)
      .map(({ wish, count }) => line(wish, count)),
  );
}

function count(counted: Map<string, { wish: Wish; task: number; count: number }>, wish: Wish, task: number): void {
  const key = `${wordingKey(wish.quote)}\n${wish.kind === "answer" ? (wish.about ?? "") : ""}`;
  const known = counted.get(key);
  if (known === undefined) counted.set(key, { wish, task, count: 1 });
  else known.count += 1;
}

/** How the kinds of wishes are named: a reader, and the consolidator, tells by it how far a wish reaches. */
function line({ quote, kind, about }: Wish, count: number): string {
  const times = count > 1 ? `said ${count} times, ` : "";
  return `${times}${contextOf(kind, about)}: "${quote}"`;
}

function contextOf(kind: Wish["kind"], about: string | undefined): string {
  if (kind === "manner") return "wish";
  if (kind === "task") return "for this task";
  // What is corrected stays out: those are the agent's words, which may repeat what somebody planted.
  if (kind === "correction") return "correction";
  if (kind === "standing") return about === undefined ? "standing wish" : "standing wish, correction";
  // An answer says nothing without its question. The line has one quotation, the person's.
  const question = (about ?? "").replaceAll(/["“”„«»「」『』]/g, "").replaceAll(/[*_`#>]/g, "");
  return `answer to (${shorten(question, ABOUT_MAX_CHARS).trim()})`;
}
