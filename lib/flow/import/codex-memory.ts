import type { ImportedMemory } from "../../core/import/imported-memory.ts";
import { memoryOfRow } from "../../core/import/memory-of-row.ts";
import { memoryOfSummary } from "../../core/import/memory-of-summary.ts";
import { CODEX_MEMORY_FOLDERS } from "../../core/link/codex-version.ts";
import { type TextFile, textAt, textsUnder } from "../../edge/fs/texts-under.ts";
import { inspectPlace } from "../../edge/link/link-place.ts";
import { readLinkRecord } from "../../edge/link/link-record.ts";
import { readCodexMemories } from "../../edge/transcripts/codex-memories.ts";
import type { World } from "../world.ts";

/** All that Codex's own pipeline made: from rows, from summary files of which no row is left, and what it wrote freely. */
export interface CodexMemory {
  readonly rows: readonly ImportedMemory[];
  readonly summaries: readonly ImportedMemory[];
  readonly handbooks: readonly { readonly folder: string; readonly files: readonly TextFile[] }[];
  readonly problems: readonly string[];
}

/** Reads what Codex has. A folder of its that is linked to ours is not its own; one that was moved aside still is. */
export async function readCodexMemory({ paths }: World): Promise<CodexMemory> {
  const { codexHome, codexDatabaseHomes } = paths;
  const found = await readCodexMemories([...codexDatabaseHomes, codexHome, `${codexHome}/sqlite`]);
  const rows = found.outputs.flatMap((row) => {
    return memoryOfRow(row, found.threads.get(String(row.thread_id).toLowerCase())) ?? [];
  });
  const known = new Set(rows.map(({ threadId }) => threadId));
  const folders = memoryFolders(paths);
  return {
    rows,
    summaries: folders
      .flatMap((folder) => textsUnder(folder, "rollout_summaries"))
      .flatMap(({ path, text }) => memoryOfSummary(path.slice(path.lastIndexOf("/") + 1), text) ?? [])
      .filter(({ threadId }) => !known.has(threadId)),
    handbooks: folders.map((folder) => ({ folder, files: handbookIn(folder) })),
    problems: found.problems,
  };
}

function memoryFolders({ codexHome, home, root }: World["paths"]): string[] {
  const own = Object.values(CODEX_MEMORY_FOLDERS).map((name) => `${codexHome}/${name}`);
  const aside = readLinkRecord(home, "codex")?.adopted;
  return [...own.filter((path) => inspectPlace(path, root) !== "ours"), ...(aside ? [aside] : [])];
}

function handbookIn(folder: string): TextFile[] {
  const text = textAt(folder, "MEMORY.md");
  const handbook = text === undefined ? [] : [{ path: "MEMORY.md", text }];
  return [...handbook, ...textsUnder(folder, "skills").filter(({ path }) => !/(^|\/)\./.test(path))];
}
