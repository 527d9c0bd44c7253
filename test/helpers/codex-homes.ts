import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { parseRolloutName } from "../../lib/core/agents/codex/file-name.ts";
import { type FilePart, resolveChain, type SessionFile } from "../../lib/core/agents/codex/session-files.ts";
import { parseSessionMeta } from "../../lib/core/agents/codex/session-meta.ts";

/** Homes that a current Codex wrote, with what must come out of them. */
export const CODEX_HOMES = join(import.meta.dirname, "../../fixtures/codex-0.171");

/** What must come out of a thread; what is not said is not asked for. */
export interface CodexTruth {
  readonly name: string;
  readonly id: string;
  readonly cwd: string;
  readonly files: readonly string[];
  readonly human?: readonly string[];
  readonly has?: readonly string[];
  readonly hasnot?: readonly string[];
  readonly once?: readonly string[];
  readonly nothuman?: readonly string[];
  readonly commands?: readonly { readonly cmd: string; readonly exit: number }[];
  readonly ran?: readonly { readonly command: string; readonly exit: number }[];
  readonly ran_output?: readonly string[];
  readonly mcp?: readonly { server: string; tool: string; read_only: boolean; status: string }[];
  readonly changed?: readonly (readonly [path: string, change: string])[];
  readonly searched?: readonly string[];
  readonly memory_read?: boolean;
  readonly offline?: { readonly failing: readonly string[]; readonly error: readonly string[] };
}

/** The threads of a home that have files. */
export function codexTruths(home: string): CodexTruth[] {
  const { threads } = JSON.parse(readFileSync(join(CODEX_HOMES, `${home}.json`), "utf8"));
  return threads.filter(({ files }: CodexTruth) => files.length > 0);
}

/** The parts of a thread's history. */
export function partsOf(home: string, { files }: CodexTruth): readonly FilePart[] {
  const all = files.map((file) => sessionFile(join(CODEX_HOMES, home, file)));
  const head = all.at(-1);
  if (head === undefined) return [];
  return resolveChain(head, all, { offsetFault: () => undefined, isForeign: () => true }).parts;
}

function sessionFile(path: string): SessionFile {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).toString("utf8");
  const { payload } = JSON.parse(text.slice(0, text.indexOf("\n")));
  const { historyBase } = parseSessionMeta(payload);
  return { path, fileId: parseRolloutName(basename(path))?.fileId ?? "", base: historyBase };
}
