/** What was kept of transcripts that grew, so that only their new tail is read. */
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { threads } from "../open/schema.ts";

/** One kept tail, and the row's texts that belong to its state. */
export interface StoredTail {
  readonly id: string;
  readonly path: string;
  readonly size: number;
  readonly inode: string;
  readonly tailOffset: number;
  readonly tailHash: string;
  readonly indexState: string;
  readonly firstUserMessage: string;
  readonly title: string;
}

/** The kept tails of these threads; those without one are left out. */
export async function readTails(state: State, ids: readonly string[]): Promise<StoredTail[]> {
  if (ids.length === 0) return [];
  const rows = await run(
    state.orm
      .select({
        id: threads.id,
        path: threads.rolloutPath,
        size: threads.rolloutSize,
        inode: threads.rolloutInode,
        tailOffset: threads.tailOffset,
        tailHash: threads.tailHash,
        indexState: threads.indexState,
        firstUserMessage: threads.firstUserMessage,
        title: threads.title,
      })
      .from(threads)
      .where(isAmong(threads.id, ids)),
  );
  return rows.flatMap(({ size, inode, tailOffset, tailHash, indexState, ...row }) =>
    size === null || inode === null || tailOffset === null || tailHash === null || indexState === null
      ? []
      : [{ ...row, size, inode, tailOffset, tailHash, indexState }],
  );
}
