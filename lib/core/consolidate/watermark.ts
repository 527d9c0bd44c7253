import type { Stage1Output } from "../types.ts";

/** What a run that consumed `selected` has seen: the newest of the claimed watermark and the inputs, in seconds. */
export function completionWatermark(
  claimed: number,
  selected: readonly Pick<Stage1Output, "sourceUpdatedAt">[],
): number {
  return selected.reduce((newest, output) => Math.max(newest, output.sourceUpdatedAt), claimed);
}
