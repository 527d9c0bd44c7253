import { commandProblems } from "../command-rows.ts";
import { type EvidenceRow, evidenceRows, fold } from "../evidence-rows.ts";
import { type OwnRun, reportOf } from "../own-binary.ts";
import { typedProblems } from "../typed-messages.ts";
import type { LivedThread } from "./lived-thread.ts";

interface DryRun {
  readonly candidates: readonly { readonly thread_id: string; readonly decision: string }[];
}

interface Listed {
  readonly threads: readonly { readonly thread_id: string; readonly title: string | null }[];
}

/** Runs our binary on the home at hand. */
export type Memories = (...args: string[]) => OwnRun;

/** What a session is compared with. */
export interface Indexed {
  readonly decisions: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string | null>;
}

/** Sessions that a run would take, now or later. */
const WANTED = ["claim", "over_limit"];

export function indexHome(memories: Memories): Indexed {
  const { candidates } = reportOf<DryRun>(memories("extract", "--dry-run", "--json"));
  const { threads } = reportOf<Listed>(memories("threads", "--json"));
  return {
    decisions: new Map(candidates.map(({ thread_id, decision }) => [thread_id, decision])),
    titles: new Map(threads.map(({ thread_id, title }) => [thread_id, title])),
  };
}

/** What our binary makes of one session that is not what was said and done in it. */
export function threadProblems(thread: LivedThread, indexed: Indexed, memories: Memories): string[] {
  const wrong = decisionProblems(thread, indexed);
  if (wrong.length > 0 || !WANTED.includes(indexed.decisions.get(thread.id) ?? "")) return wrong;
  const shown = memories("extract", "--thread", thread.id, "--show-input");
  if (shown.exit !== 0) return [`--show-input: exit ${shown.exit}: ${shown.stderr.slice(0, 500)}`];
  const rows = evidenceRows(shown.stdout);
  return [
    ...typedProblems(rows, {
      typed: thread.turns.flatMap(({ typed }) => typed),
      answers: thread.turns.flatMap(({ answered }) => answered),
      unsaid: [...thread.takenBack, ...thread.ofParent],
    }),
    ...commandProblems(rows, shownCommands(thread)),
    ...titleProblems(thread, indexed),
    ...sentenceProblems(thread, rows),
  ];
}

/** Whether a session is taken, kept out, or not there at all, as it must be. */
export function decisionProblems(thread: LivedThread, indexed: Indexed): string[] {
  const expected = thread.expect?.decision;
  const decision = indexed.decisions.get(thread.id);
  if (expected === null) return decision === undefined ? [] : [`it left no transcript, and is listed as ${decision}`];
  const isWanted = decision !== undefined && WANTED.includes(decision);
  if (expected === decision || (expected === "claim" && isWanted)) return [];
  return [`decision ${decision ?? "none: it is not listed"}, expected ${expected}`];
}

/** In code mode a row has an exit code only where the script printed the whole result. */
function shownCommands(thread: LivedThread) {
  return thread.turns.flatMap(({ ran, codeMode }) =>
    ran.map(({ command, exit, show }) => ({ command, exit: codeMode && show !== "all" ? undefined : exit })),
  );
}

function titleProblems(thread: LivedThread, { titles }: Indexed): string[] {
  const first = thread.expect?.title ?? thread.turns.flatMap(({ typed }) => typed)[0];
  const title = titles.get(thread.id);
  if (first === undefined || fold(title ?? "").startsWith(fold(first))) return [];
  return [`title ${JSON.stringify(title)}, expected ${JSON.stringify(first)}`];
}

/** What only the plan's author knows. */
function sentenceProblems(thread: LivedThread, rows: readonly EvidenceRow[]): string[] {
  const { has = [], hasnot = [], once = [], nothuman = [] } = thread.expect ?? {};
  const all = rows.map(({ text }) => text).join("\n");
  const human = rows.filter(({ tier }) => tier === "human user").map(({ text }) => text);
  return [
    ...has.filter((words) => !all.includes(words)).map((words) => `not in the evidence: ${words}`),
    ...hasnot.filter((words) => all.includes(words)).map((words) => `must not be in the evidence: ${words}`),
    ...once
      .map((words) => [words, all.split(words).length - 1] as const)
      .filter(([, times]) => times !== 1)
      .map(([words, times]) => `stands ${times} times in the evidence: ${words}`),
    ...nothuman
      .filter((words) => human.some((text) => text.includes(words)))
      .map((words) => `the person never said: ${words}`),
  ];
}
