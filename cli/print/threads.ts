import { basename } from "node:path";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { ThreadRow } from "../../lib/flow/status/threads.ts";
import { age } from "./age.ts";
import { sessionState } from "./session-state.ts";
import { shortIds } from "./short-ids.ts";
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
    ],
    rows: shown
      .toReversed()
      .map(({ row, state }) => [
        { shown: ids.get(row.thread_id) ?? row.thread_id, full: row.thread_id },
        { shown: age(row.updated_at, now), full: rfc3339(row.updated_at) },
        state,
        { shown: basename(row.cwd.replaceAll("\\", "/")), full: row.cwd },
        row.title,
      ]),
    footer: footer(
      withState.map(({ state }) => state),
      shown.length < threads.length,
    ),
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

/** How many sessions stand in each state, and how to see them all where some are not shown. */
function footer(states: readonly string[], isShort: boolean): string[] {
  const counts = new Map<string, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const told = [...counts].filter(([state]) => state !== "remembered" && state !== "next");
  const line = told.map(([state, count]) => `${count} ${state}`).join(" · ");
  return [...(line === "" ? [] : [line]), ...(isShort ? ["all of them: memories threads --all"] : [])];
}
