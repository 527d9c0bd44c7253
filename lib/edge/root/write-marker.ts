import { join } from "node:path";
import { writeAtomically } from "../fs/write-atomically.ts";
import { MARKER_FILE, type RootMarker, renderMarker } from "./marker.ts";

/** Replaces the marker of a root that is ours, in one step. */
export function writeMarker(root: string, marker: RootMarker): void {
  writeAtomically("folder.write", join(root, ".git", MARKER_FILE), renderMarker(marker));
}
