import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { errorCode } from "../fs/error-code.ts";
import { NO_HARD_LINKS } from "../fs/no-hard-links.ts";
import { readOwnFile } from "../fs/own-file.ts";

const ID = /^[0-9a-z-]{8,64}$/i;

/**
 * The stable name of this machine for this home: `<home>/machine-id`, made once from `candidate`.
 * Of several processes that start at once all get the same id (the file appears whole, or not at all).
 * Throws `home_not_writable` when the home cannot be made, `bad_input` when the file holds something else.
 */
export function machineId(home: string, candidate: string): string {
  const path = join(home, "machine-id");
  return readId(path) ?? makeId(home, path, candidate);
}

function readId(path: string): string | undefined {
  const file = readOwnFile(path, { links: "follow" });
  if (file.kind === "absent") return undefined;
  if (file.kind === "closed") throw notWritable(path, file.problem);
  const id = file.kind === "text" ? file.text.trim() : "";
  if (ID.test(id)) return id;
  const why = file.kind === "text" ? "" : `: ${file.problem}`;
  throw new MemoriesError("bad_input", `${path} does not hold a machine id${why}`, {
    hint: "remove it; the next run makes a new one",
  });
}

function makeId(home: string, path: string, candidate: string): string {
  const draft = `${path}.${candidate}.tmp`;
  try {
    fault("folder.mkdir", home);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    fault("folder.write", path);
    writeFileSync(draft, `${candidate}\n`, { mode: 0o600, flag: "wx" });
    try {
      linkSync(draft, path);
    } catch (thrown) {
      const code = errorCode(thrown);
      if (NO_HARD_LINKS.includes(code ?? "")) renameSync(draft, path);
      else if (code !== "EEXIST") throw thrown;
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (thrown) {
    if (thrown instanceof MemoriesError) throw thrown;
    throw notWritable(home, thrown);
  }
  return readId(path) ?? candidate;
}

function notWritable(path: string, thrown: unknown): MemoriesError {
  return new MemoriesError("home_not_writable", `cannot write the home of memories: ${path}: ${reasonOf(thrown)}`, {
    hint: "give a folder you can write with --home DIR or MEMORIES_HOME",
  });
}
