import { fault } from "../../core/fault.ts";
import type { MemoryMode } from "../../core/types.ts";
import { admitWriter } from "./clock.ts";
import { enqueueForModes } from "./enqueue-phase2.ts";
import type { State } from "./open.ts";

/**
 * Sets a thread's memory mode; false when there is no such thread. When its output is in the current selection and
 * the thread leaves `enabled`, a consolidation is asked for in the same transaction.
 */
export async function setMemoryMode(state: State, threadId: string, mode: MemoryMode): Promise<boolean> {
  await admitWriter(state);
  fault("state.index", threadId);
  const results = await state.client.batch(
    [
      enqueueForModes([{ id: threadId, mode }]),
      { sql: "UPDATE threads SET memory_mode = ? WHERE id = ? RETURNING id", args: [mode, threadId] },
    ],
    "write",
  );
  return (results[1]?.rows.length ?? 0) > 0;
}
