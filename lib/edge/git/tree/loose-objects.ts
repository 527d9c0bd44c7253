import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../../core/fault.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { kindOf, putFolder, removeAll } from "../run/private-file.ts";
import { runGit } from "../run/run-git.ts";
import { rootPlace, useScratch } from "../run/scratch.ts";

const FAN_OUT = /^[0-9a-f]{2}$/;
const REST = /^[0-9a-f]{38}$/;

/** Identities of the objects that lie in a store as files of their own. */
export function looseObjects(store: string): Set<string> {
  const ids = new Set<string>();
  for (const folder of readdirSync(store)) {
    if (!FAN_OUT.test(folder) || kindOf(join(store, folder)) !== "folder") continue;
    for (const name of readdirSync(join(store, folder))) if (REST.test(name)) ids.add(folder + name);
  }
  return ids;
}

/** Copies those of the wanted objects that one store has and the other lacks, each complete or not at all. */
export function copyLooseObjects(from: string, to: string, wanted: Iterable<string>): void {
  const there = looseObjects(to);
  for (const id of new Set(wanted)) {
    const source = join(from, objectPath(id));
    if (there.has(id) || !existsSync(source)) continue;
    const target = join(to, objectPath(id));
    putFolder("git.write_objects", join(to, id.slice(0, 2)));
    fault("git.write_objects", target);
    copyFileSync(source, `${target}.new`);
    renameSync(`${target}.new`, target);
  }
}

/**
 * Gives each wanted object that lies in a pack a file of its own and removes all packs: out of a pack nothing
 * can be forgotten. There are none unless somebody packed this repository by hand.
 */
export async function unpackPacks(workspace: Workspace, wanted: ReadonlySet<string>): Promise<void> {
  const store = join(workspace.gitDir, "objects");
  const folder = join(store, "pack");
  const packs = readdirSync(folder).filter((name) => name.endsWith(".pack"));
  if (packs.length > 0) {
    await useScratch(workspace.git, workspace.scratch);
    const unpacked = join(workspace.scratch.dir, "unpacked");
    putFolder("git.scratch", unpacked);
    for (const pack of packs) {
      const input = readFileSync(join(folder, pack));
      fault("git.scratch", pack);
      await runGit(workspace.git, {
        place: rootPlace(workspace.scratch, unpacked),
        args: ["unpack-objects", "-q"],
        input,
      });
    }
    copyLooseObjects(unpacked, store, wanted);
  }
  for (const name of readdirSync(folder)) removeAll("git.collect", join(folder, name));
}

/** Where an object lies within its store. */
function objectPath(id: string): string {
  return `${id.slice(0, 2)}/${id.slice(2)}`;
}
