/** What was kept of transcripts that grew, so that only their new tail is read. */
import type { State } from "../open/open.ts";

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
  const result = await state.client.execute({
    sql: `SELECT id, rollout_path, rollout_size, rollout_inode, tail_offset, tail_hash, index_state,
        first_user_message, title
      FROM threads WHERE id IN (SELECT value FROM json_each(?))
        AND rollout_size IS NOT NULL AND rollout_inode IS NOT NULL
        AND tail_offset IS NOT NULL AND tail_hash IS NOT NULL AND index_state IS NOT NULL`,
    args: [JSON.stringify(ids)],
  });
  return result.rows.map((row) => ({
    id: String(row.id),
    path: String(row.rollout_path),
    size: Number(row.rollout_size),
    inode: String(row.rollout_inode),
    tailOffset: Number(row.tail_offset),
    tailHash: String(row.tail_hash),
    indexState: String(row.index_state),
    firstUserMessage: String(row.first_user_message),
    title: String(row.title),
  }));
}
