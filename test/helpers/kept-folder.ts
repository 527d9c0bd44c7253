import { cpSync, rmSync } from "node:fs";

/** A folder of a test that can be put back to how it was, at the same path. */
export interface KeptFolder {
  restore(): void;
  /** Removes both the folder and what was kept of it. */
  dispose(): void;
}

/** Keeps a folder as it is now, so that what is slow to make is made once for many tests. */
export function keepFolder(folder: string): KeptFolder {
  const kept = `${folder}.kept`;
  const copy = (from: string, to: string) => {
    rmSync(to, { recursive: true, force: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  };
  copy(folder, kept);
  return {
    restore: () => copy(kept, folder),
    dispose: () => {
      for (const each of [folder, kept]) rmSync(each, { recursive: true, force: true });
    },
  };
}
