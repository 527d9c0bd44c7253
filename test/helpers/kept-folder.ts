import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

/** A folder of a test that can be put back to how it was, at the same path. */
export interface KeptFolder {
  restore(): void;
  /** Removes both the folder and what was kept of it. */
  dispose(): void;
}

/** Keeps a folder as it is now, owners, modes and times included, so that what is slow to make is made once. */
export function keepFolder(folder: string): KeptFolder {
  const kept = `${folder}.kept`;
  const copy = (from: string, to: string) => {
    rmSync(to, { recursive: true, force: true });
    const { status, stderr } = spawnSync("cp", ["-a", from, to], { encoding: "utf8" });
    if (status !== 0) throw new Error(`cannot copy ${from}: ${stderr}`);
  };
  copy(folder, kept);
  return {
    restore: () => copy(kept, folder),
    dispose: () => {
      for (const each of [folder, kept]) rmSync(each, { recursive: true, force: true });
    },
  };
}
