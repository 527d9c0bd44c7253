import type { MemoryMode } from "../../types.ts";

/** What the reference's database says of one thread. */
export interface CodexThread {
  readonly memoryMode: MemoryMode;
  readonly archived: boolean;
}

/** A database's name with its number; the file with the highest number is the one in use. */
const DATABASE_NAME = /^state_(\d+)\.sqlite(-wal)?$/;

/** Which database of a folder is in use: its name, and whether it or only its log is there; undefined without any. */
export function selectDatabase(
  names: readonly string[],
): { readonly name: string; readonly kind: "file" | "log_alone" } | undefined {
  let highest: { readonly name: string; readonly number: number } | undefined;
  for (const name of names) {
    const parts = DATABASE_NAME.exec(name);
    if (parts === null) continue;
    const number = Number(parts[1]);
    if (highest === undefined || number > highest.number) highest = { name: name.replace(/-wal$/, ""), number };
  }
  if (highest === undefined) return undefined;
  return { name: highest.name, kind: names.includes(highest.name) ? "file" : "log_alone" };
}

const STRICTNESS: readonly MemoryMode[] = ["enabled", "polluted", "disabled"];

/** The stricter of two modes. */
export function stricterMode(a: MemoryMode, b: MemoryMode): MemoryMode {
  return STRICTNESS.indexOf(a) >= STRICTNESS.indexOf(b) ? a : b;
}

/** Files of a codex home that somebody works in; a bare folder of transcripts has none of them. */
export const LIVE_HOME_FILES = ["config.toml", "auth.json", "history.jsonl"] as const;
