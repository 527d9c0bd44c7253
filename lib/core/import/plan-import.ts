import { byteOrder } from "../text/byte-order.ts";
import type { ImportedMemory } from "./imported-memory.ts";

/** Why a memory is not taken. */
export type LeftOutReason = "already_here" | "forgotten" | "memory_disabled" | "memory_polluted";

/** What an import does, in the order of the ids. */
export interface ImportPlan {
  readonly take: readonly ImportedMemory[];
  readonly leftOut: readonly { readonly threadId: string; readonly reason: LeftOutReason }[];
}

/** What is here already: ids of threads in lower case. */
export interface ImportFacts {
  readonly stored: ReadonlySet<string>;
  readonly forgotten: ReadonlySet<string>;
  /** The memory mode of threads that are known and not `enabled`. */
  readonly modes: ReadonlyMap<string, "disabled" | "polluted">;
}

/**
 * Plans an import. Of several memories of one thread the one of the newest session state is taken, of equal ones the
 * first; what was counted for any of them is kept. What is here already, was forgotten or may not be remembered stays out.
 */
export function planImport(found: readonly ImportedMemory[], facts: ImportFacts): ImportPlan {
  const newest = new Map<string, ImportedMemory>();
  for (const memory of found) {
    const known = newest.get(memory.threadId);
    newest.set(memory.threadId, known === undefined ? memory : fuller(known, memory));
  }
  const all = [...newest.values()].toSorted((a, b) => byteOrder(a.threadId, b.threadId));
  const judged = all.map((memory) => ({ memory, reason: reasonAgainst(memory, facts) }));
  return {
    take: judged.flatMap(({ memory, reason }) => (reason === undefined ? [memory] : [])),
    leftOut: judged.flatMap(({ memory: { threadId }, reason }) => (reason === undefined ? [] : [{ threadId, reason }])),
  };
}

function fuller(a: ImportedMemory, b: ImportedMemory): ImportedMemory {
  const newer = b.sourceUpdatedAt > a.sourceUpdatedAt ? b : a;
  const most = (x: number | undefined, y: number | undefined) =>
    x === undefined || y === undefined ? (x ?? y) : Math.max(x, y);
  return {
    ...newer,
    usageCount: most(a.usageCount, b.usageCount),
    lastUsage: most(a.lastUsage, b.lastUsage),
    session: newer.session.rolloutPath === "" ? (newer === a ? b : a).session : newer.session,
  };
}

function reasonAgainst({ threadId, session }: ImportedMemory, facts: ImportFacts): LeftOutReason | undefined {
  if (facts.stored.has(threadId)) return "already_here";
  if (facts.forgotten.has(threadId)) return "forgotten";
  const mode = facts.modes.get(threadId) ?? session.memoryMode;
  return mode === "enabled" ? undefined : `memory_${mode}`;
}
