import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { RecordAgent } from "../../../core/agents/formats.ts";
import type { FileStore } from "../../../core/agents/layout.ts";
import { unreadable } from "../open-transcript.ts";
import type { ListedSession, SessionFile } from "./listed-session.ts";

/** A session as it can be read again by the paths of its files. */
export type ReadableSession = Pick<ListedSession, "agent" | "key" | "files" | "record">;

/**
 * The session that lies in some files of a home, in the order given. Throws `rollout_unreadable` for a path that is no
 * transcript's there: paths come from a database that others may write to as well.
 */
export function sessionAt(
  agent: RecordAgent,
  home: string,
  store: FileStore,
  paths: readonly string[],
): ReadableSession {
  const root = `${join(home, store.folder)}/`;
  let [key, record]: [string, string | undefined] = ["", undefined];
  const files = paths.map((path): SessionFile => {
    const parts = path.startsWith(root) ? path.slice(root.length).split("/") : [];
    const name = parts.includes("..") ? undefined : store.fileOf(parts);
    if (name === undefined) throw unreadable(path, "not the name of a transcript");
    key = name.key;
    const beside = store.beside?.(parts).record;
    record ??= beside === undefined ? undefined : join(home, beside);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    const { size = 0, mtimeMs = 0, ino = 0 } = stat ?? {};
    return { path, form: name.form, size, mtimeMs: Math.floor(mtimeMs), inode: String(ino) };
  });
  return { agent, key, files, record };
}
