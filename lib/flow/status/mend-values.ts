import { MemoriesError } from "../../core/errors.ts";
import { mendOddValues } from "../../edge/state/mend/odd-values.ts";
import type { State } from "../../edge/state/open/open.ts";

/**
 * After something nobody expected was thrown: whether values that another program wrote into the tables are to blame.
 * They are voided then, and this is what a person is told; undefined when there were none.
 */
export async function mendValues(state: State): Promise<MemoriesError | undefined> {
  const mended = await mendOddValues(state);
  if (mended.length === 0) return undefined;
  return new MemoriesError(
    "state_damaged",
    `database held values that this program never writes: ${state.url}: ${mended.join(", ")}`,
    { hint: "they are mended or void now; give the command again" },
  );
}
