import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CodexThread, LIVE_HOME_FILES, selectDatabase } from "../../core/agents/codex/codex-state.ts";
import { reasonOf } from "../../core/errors.ts";
import { databaseFingerprint, withPrivateCopy } from "./private-sqlite-copy.ts";

/** Where the reference's database was looked for, and what is there. */
export type CodexDatabase =
  | { readonly kind: "found"; readonly path: string; readonly fingerprint: string }
  /** It is there, or should be, and cannot be read. */
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "none"; readonly home: "live" | "bare" };

/**
 * Finds the database in use: that of the first place that holds one. `named`: the places that configuration and
 * environment name, before the codex home and its `sqlite` folder.
 */
export function findCodexDatabase(codexHome: string, named: readonly string[]): CodexDatabase {
  for (const folder of [...named, codexHome, join(codexHome, "sqlite")]) {
    const names = listed(folder);
    if (typeof names === "string") return { kind: "unusable", reason: `${folder} cannot be listed: ${names}` };
    const selected = selectDatabase(names);
    if (selected === undefined) continue;
    const path = join(folder, selected.name);
    if (selected.kind === "log_alone") return { kind: "unusable", reason: `${path} is gone, its log is there` };
    return { kind: "found", path, fingerprint: databaseFingerprint(path) };
  }
  const [place] = named;
  if (place !== undefined) return { kind: "unusable", reason: `there is none in ${place}` };
  const isLive = LIVE_HOME_FILES.some(
    (name) => statSync(join(codexHome, name), { throwIfNoEntry: false }) !== undefined,
  );
  return { kind: "none", home: isLive ? "live" : "bare" };
}

/**
 * Reads which threads are not simply enabled and live. Throws when the file is no database of the reference, or of a
 * form that does not say it.
 */
export function readCodexDatabase(path: string): Promise<Map<string, CodexThread>> {
  return withPrivateCopy(path, (database) => {
    const rows = database
      .prepare("SELECT id, memory_mode, archived FROM threads WHERE memory_mode IS NOT 'enabled' OR archived IS NOT 0")
      .all();
    return new Map(
      rows.map((row) => [
        String(row.id).toLowerCase(),
        { memoryMode: modeOf(row.memory_mode), archived: row.archived !== 0 && row.archived !== null },
      ]),
    );
  });
}

/** A mode that no version knows lets nothing be learned. */
function modeOf(value: unknown): CodexThread["memoryMode"] {
  return value === "enabled" || value === "polluted" ? value : "disabled";
}

/** The names in a folder; none when it is not there; why, when it cannot be listed. */
function listed(folder: string): string[] | string {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? [] : reasonOf(error);
  }
}
