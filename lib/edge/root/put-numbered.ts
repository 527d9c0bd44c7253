import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";

/** Puts contents into a fresh private folder under the numbers `0`, `1`, …. */
export function putNumbered(folder: string, contents: readonly Uint8Array[]): void {
  fault("folder.write", folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [at, bytes] of contents.entries()) writeFileSync(join(folder, String(at)), bytes, { mode: 0o600 });
}
