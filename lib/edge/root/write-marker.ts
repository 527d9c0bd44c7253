import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { MARKER_FILE, type RootMarker, renderMarker } from "./marker.ts";

/** Replaces the marker of a root that is ours, in one step. */
export function writeMarker(root: string, marker: RootMarker): void {
  const path = join(root, ".git", MARKER_FILE);
  fault("folder.write", path);
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, renderMarker(marker), { mode: 0o600, flag: "wx" });
  renameSync(`${path}.new`, path);
}
