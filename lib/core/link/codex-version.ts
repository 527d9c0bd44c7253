/** Where Codex keeps its memories in its home: one folder for each form of them. */
export const CODEX_MEMORY_FOLDERS = { v1: "memories", v2: "memories_v2" } as const;
export type CodexMemoryForm = keyof typeof CODEX_MEMORY_FOLDERS;

/** From this version on Codex writes nothing through a link at its memory folder; the versions before do. */
const FIRST_SAFE = [0, 169] as const;

/** A version of Codex, and how it was found out. */
export interface CodexVersion {
  readonly version: string;
  readonly from: "codex --version" | "the newest transcript";
}

/** The version in what `codex --version` prints; undefined where there is none. */
export function parseCodexVersion(printed: string): string | undefined {
  return /\b\d+\.\d+\.\d+[^\s]*/.exec(printed)?.[0];
}

/** Whether a version leaves a linked folder as it is; one that cannot be read does not. */
export function leavesLinksAlone(version: string): boolean {
  const [major = Number.NaN, minor = Number.NaN] = version.split(".").map(Number);
  const [safeMajor, safeMinor] = FIRST_SAFE;
  return major > safeMajor || (major === safeMajor && minor >= safeMinor);
}
