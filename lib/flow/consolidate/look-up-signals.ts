import type { NamedMemory } from "../../core/consolidate/plan-inputs.ts";
import { MemoriesError } from "../../core/errors.ts";
import { checkSignals } from "../../core/signals/check-signals.ts";
import { readTexts } from "../../edge/state/memory/selection.ts";
import type { Signal } from "../../edge/state/memory/signals.ts";
import { getThread } from "../../edge/state/threads/threads.ts";
import { readSession } from "../sessions/read-session.ts";
import type { World } from "../world.ts";

/** As much of a session as any model would be shown; what a person said goes first. */
const BUDGET_BYTES = 2_000_000;

/**
 * The signals of memories that are older than signals, by thread id, looked up in their transcripts. A session whose
 * transcript cannot be read has none.
 */
export async function lookUpSignals(
  world: World,
  memories: readonly NamedMemory[],
): Promise<ReadonlyMap<string, readonly Signal[]>> {
  const state = await world.state();
  const { texts } = await readTexts(state, memories);
  const found = new Map<string, readonly Signal[]>();
  for (const memory of memories) {
    const text = texts.get(memory.threadId);
    const thread = await getThread(state, memory.threadId);
    if (text === undefined || thread === undefined) continue;
    try {
      const { evidence } = await readSession(world, { ...thread, threadId: thread.id }, { budgetBytes: BUDGET_BYTES });
      const { signals } = checkSignals({ ...text, rolloutSlug: undefined }, evidence.rows);
      found.set(memory.threadId, signals);
    } catch (thrown) {
      if (!(thrown instanceof MemoriesError)) throw thrown;
      world.log.detail(`${memory.threadId}: its words cannot be looked up: ${thrown.message}`);
    }
  }
  return found;
}
