import { EMPTY_METADATA, isExternal, type MetadataState } from "../agents/codex/metadata.ts";
import { parseObject } from "../text/json.ts";

/** Raised when a kept state means something else than before: older ones are then read anew. */
const VERSION = 3;

/** The state of an index pass as it is kept beside the row; the two texts that the row itself has are left out. */
export function renderIndexState(state: MetadataState): string {
  const external = isExternal(state) || undefined;
  return JSON.stringify({ v: VERSION, ...state, external, firstUserMessage: undefined, title: undefined });
}

/** The state back from what was kept and the row's two texts; undefined when it cannot be gone on from. */
export function parseIndexState(text: string, firstUserMessage: string, title: string): MetadataState | undefined {
  const kept = parseObject(text);
  if (kept?.v !== VERSION || typeof kept.usable !== "number" || typeof kept.skipped !== "number") return undefined;
  const { v: _, external: __, ...state } = kept;
  return {
    ...EMPTY_METADATA,
    ...state,
    ...(firstUserMessage !== "" && { firstUserMessage }),
    ...(title !== "" && { title }),
  };
}
