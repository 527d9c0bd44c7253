import type { ImportedMemory } from "../../core/import/imported-memory.ts";
import { type ForeignRow, memoryOfRow } from "../../core/import/memory-of-row.ts";
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
  /** Rows and files with a text that say neither whose nor when: what was left out for that. */
  readonly unclear: readonly string[];
}

/** Reads what Codex has. A folder of its that is linked to ours is not its own; one that was moved aside still is. */
export async function readCodexMemory({ paths }: World): Promise<CodexMemory> {
  const { codexHome, codexDatabaseHomes } = paths;
  const found = await readCodexMemories([...codexDatabaseHomes, codexHome, `${codexHome}/sqlite`]);
  const unclear: string[] = [];
  const rows = found.outputs.flatMap((row) => {
    const memory = memoryOfRow(row, found.threads.get(String(row.thread_id).toLowerCase()));
    if (memory === undefined && hasText(row)) unclear.push(`stage1_outputs of ${String(row.thread_id)}`);
    return memory ?? [];
  });
  const known = new Set(rows.map(({ threadId }) => threadId));
  const folders = memoryFolders(paths);
  const summaries = folders
    .flatMap((folder) => textsUnder(folder, "rollout_summaries").map((file) => ({ folder, ...file })))
    .flatMap(({ folder, path, text }) => {
      const memory = memoryOfSummary(path.slice(path.lastIndexOf("/") + 1), text);
      if (memory === undefined && text.trim() !== "") unclear.push(`${folder}/${path}`);
      return memory ?? [];
    });
  return {
    rows,
    summaries: summaries.filter(({ threadId }) => !known.has(threadId)),
    handbooks: folders.map((folder) => ({ folder, files: handbookIn(folder) })),
    problems: found.problems,
    unclear,
  };
}

function hasText({ raw_memory, rollout_summary }: ForeignRow): boolean {
  return [raw_memory, rollout_summary].some((text) => typeof text === "string" && text.trim() !== "");
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
