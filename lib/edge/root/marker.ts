import { join } from "node:path";
import { z } from "zod";
import { readJson } from "../../core/text/read-json.ts";
import { ownText } from "../fs/own-file.ts";

/** What `.git/memories-root` says: whose root this is. */
export interface RootMarker {
  /** Identity of the state DB that owns the root. */
  readonly db: string;
  /** Names in `rollout_summaries/` that were there when the root was adopted, in byte order. */
  readonly foreignSummaries: readonly string[];
}

/** Lies inside `.git`, so that it is no memory, goes where the baseline goes, and no tree holds it. */
export const MARKER_FILE = "memories-root";

const MARKER = z.object({ db: z.string(), foreign_summaries: z.array(z.string()).optional() });

/** The marker of a root; undefined when there is none or it cannot be understood. */
export function readMarker(root: string): RootMarker | undefined {
  const marker = readJson(ownText(join(root, ".git", MARKER_FILE)) ?? "", MARKER);
  return marker && { db: marker.db, foreignSummaries: marker.foreign_summaries ?? [] };
}

/** The bytes of a marker file. */
export function renderMarker(marker: RootMarker): string {
  return `${JSON.stringify({ db: marker.db, foreign_summaries: marker.foreignSummaries }, undefined, 2)}\n`;
}
