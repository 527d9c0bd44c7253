import { basename } from "node:path";
import { byteOrder } from "../../lib/core/text/byte-order.ts";
import { shortIds } from "../../lib/core/text/short-ids.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { ThreadRow } from "../../lib/flow/status/threads.ts";
import { age } from "./age.ts";
import { countedState, sessionState } from "./session-state.ts";
import type { Table } from "./table.ts";

/** Sessions that a list shows without `--all`: those that wait, come next, are at work, failed, or are remembered. */
const SHOWN: ReadonlySet<string> = new Set(["next", "waits", "at work", "failed", "retries later", "remembered"]);

export interface ThreadsView {
  readonly threads: readonly ThreadRow[];
  /** Seconds since the epoch. */
  readonly now: number;
  readonly show: "all" | "what matters";
}

/** Sessions for people and pipes, oldest first so that the newest stand at the prompt; below, what is not shown. */
export function threadsTable({ threads, now, show }: ThreadsView): Table {
  const ids = shownIds(threads);
  const withState = threads.map((row) => ({ row, state: sessionState(row.decision, row.memory) }));
  const shown = withState.filter(({ state }) => show === "all" || SHOWN.has(state));
  return {
    columns: [
      { title: "ID", key: "thread_id" },
      { title: "AGE", key: "updated_at" },
      { title: "STATE", key: "state" },
      { title: "PROJECT", key: "cwd", shrinks: true },
      { title: "SESSION", key: "title", shrinks: true },
      { title: "SOURCE", key: "source", only: "program" },
    ],
    rows: shown
      .toReversed()
      .map(({ row, state }) => [
        { shown: ids.get(row.thread_id) ?? row.thread_id, full: row.thread_id },
        { shown: age(row.updated_at, now), full: rfc3339(row.updated_at) },
        state,
        { shown: basename(row.cwd.replaceAll("\\", "/")), full: row.cwd },
        row.title,
        row.source,
      ]),
    newest: "last",
    footer: footer(withState, shown.length < threads.length),
  };
}

/** The beginning of each product's own id; behind the agent's name where two products have the same one. */
function shownIds(threads: readonly ThreadRow[]): ReadonlyMap<string, string> {
  const short = shortIds(threads.map(({ native_id }) => native_id));
  const counts = Map.groupBy(threads, ({ native_id }) => native_id);
  return new Map(
    threads.map(({ thread_id, native_id }) => {
      const isShared = (counts.get(native_id)?.length ?? 0) > 1;
      return [thread_id, isShared ? thread_id : (short.get(native_id) ?? native_id)];
    }),
  );
}

/** Places between the counts and the command, where both stand on one line. */
const FOOTER_GAP = 4;

interface WithState {
  readonly row: ThreadRow;
  readonly state: string;
}

/** How many sessions stand in each state, and how to see them all where some are not shown. */
function footer(sessions: readonly WithState[], isShort: boolean): string[] {
  const told = [...Map.groupBy(sessions, ({ state }) => state)]
    .filter(([state]) => state !== "remembered" && state !== "next")
    .map(([state, some]) => `${some.length} ${countedState(state)}${sourcesOf(state, some)}`);
  const line = told.join(" · ");
  const all = isShort
    ? [`${line === "" ? "" : `${line}${" ".repeat(FOOTER_GAP)}`}all of them: memories threads --all`]
    : [];
  return isShort ? all : line === "" ? [] : [line];
}

/** Where those come from that no person typed: `(exec, mcp)`. */
function sourcesOf(state: string, sessions: readonly WithState[]): string {
  if (state !== sessionState("source_not_allowed", false)) return "";
  return ` (${[...new Set(sessions.map(({ row }) => row.source))].toSorted(byteOrder).join(", ")})`;
}
