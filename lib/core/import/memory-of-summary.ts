import { parseRfc3339 } from "../text/time.ts";
import { type ImportedMemory, UNKNOWN_SESSION } from "./imported-memory.ts";

/** `<time>-<hash>[-<slug>].md` */
const FILE_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9A-Za-z]{4}(?:-(.+))?\.md$/;
/** Some editors put it before a text that a person saves. */
const BYTE_ORDER_MARK = "\u{FEFF}";

/**
 * The memory that a file of `rollout_summaries/` holds: header lines `key: value`, a blank line, the text; undefined
 * without a thread's id and time, or without text.
 */
export function memoryOfSummary(fileName: string, content: string): ImportedMemory | undefined {
  const end = content.search(/\r?\n\r?\n/);
  if (end < 0) return undefined;
  const header = new Map(
    content
      .slice(content.startsWith(BYTE_ORDER_MARK) ? 1 : 0, end)
      .split(/\r?\n/)
      .flatMap(headerLine),
  );
  const threadId = header.get("thread_id")?.toLowerCase();
  const updated = parseRfc3339(header.get("updated_at") ?? "");
  const rolloutSummary = content.slice(end).trim();
  if (!threadId || updated === undefined || rolloutSummary === "") return undefined;
  const seen = Math.floor(updated / 1_000);
  return {
    threadId,
    rawMemory: "",
    rolloutSummary,
    rolloutSlug: FILE_NAME.exec(fileName)?.[1],
    sourceUpdatedAt: seen,
    generatedAt: seen,
    usageCount: undefined,
    lastUsage: undefined,
    madeBy: undefined,
    session: {
      ...UNKNOWN_SESSION,
      rolloutPath: header.get("rollout_path") ?? "",
      cwd: header.get("cwd") ?? "",
      gitBranch: header.get("git_branch"),
      createdAt: seen,
      updatedAt: seen,
    },
  };
}

function headerLine(line: string): [string, string][] {
  const match = /^([a-z_]+):\s*(.*?)\s*$/.exec(line);
  return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]]];
}
