import type { Tree } from "../../../core/tree/tree.ts";
import type { ContentKind } from "../baseline/memory-cache.ts";

/** What is known about contents, by their identity. */
export interface Contents {
  /** Whether the baseline or the scratch folder has it. */
  isStored(id: string): boolean;
  noteStored(id: string): void;
  /** Whether it is UTF-8 text; undefined when that is not known. */
  kindOf(id: string): ContentKind | undefined;
  noteKind(id: string, kind: ContentKind): void;
  /** Contents that lie as numbered files in the scratch folder and are no objects yet. */
  readonly pending: string[];
}

/** Begins with what the baseline knows; looked up only when something is asked, for most looks find no change. */
export function knownContents(baseline: Tree, kindsOfBaseline: () => Map<string, ContentKind>): Contents {
  let stored: Set<string> | undefined;
  let kinds: Map<string, ContentKind> | undefined;
  const allStored = (): Set<string> => {
    stored ??= new Set([...baseline.values()].map(({ id }) => id));
    return stored;
  };
  const allKinds = (): Map<string, ContentKind> => {
    kinds ??= kindsOfBaseline();
    return kinds;
  };
  return {
    isStored: (id) => allStored().has(id),
    noteStored: (id) => void allStored().add(id),
    kindOf: (id) => allKinds().get(id),
    noteKind: (id, kind) => void allKinds().set(id, kind),
    pending: [],
  };
}
