import { createHash } from "node:crypto";
import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { namesIn } from "../fs/names-in.ts";
import { ownText } from "../fs/own-file.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

const FOLDER = "hooks";
/** A file name holds an id as it is when it is made of these. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A session of a product, as its hooks name it. */
export interface HookedSession {
  readonly agent: string;
  readonly sessionId: string;
}

/** The hash of the text that a session was given last; undefined where none is recorded. */
export function readGivenText(home: string, session: HookedSession): string | undefined {
  return ownText(join(home, FOLDER, nameOf(session)))?.trim();
}

/** Records the hash of what a session was given at `now` (seconds), and removes records from before `forgetBefore`. */
export function storeGivenText(
  home: string,
  session: HookedSession,
  { hash, now, forgetBefore }: { readonly hash: string; readonly now: number; readonly forgetBefore: number },
): void {
  const folder = join(home, FOLDER);
  fault("folder.mkdir", folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, nameOf(session));
  writeAtomically("folder.write", path, `${hash}\n`);
  utimesSync(path, now, now);
  for (const name of namesIn(folder)) {
    const old = statSync(join(folder, name), { throwIfNoEntry: false });
    if (old === undefined || old.mtimeMs >= forgetBefore * 1_000) continue;
    fault("folder.delete", name);
    rmSync(join(folder, name), { force: true });
  }
}

function nameOf({ agent, sessionId }: HookedSession): string {
  const id = PLAIN_ID.test(sessionId) ? sessionId : createHash("sha256").update(sessionId).digest("hex");
  return `${agent}-${id}`;
}
