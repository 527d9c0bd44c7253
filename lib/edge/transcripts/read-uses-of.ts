import { basename } from "node:path";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import type { FilePart } from "../../core/agents/codex/session-files.ts";
import { readUses } from "../../core/usage/read-uses.ts";
import type { SessionUses, UseWishes } from "../../core/usage/session-uses.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";

/** Grows to the longest line met; one scan after the other uses it. */
let buffer: Buffer | undefined;

/**
 * Reads how the session of a transcript used its memory, the parts of its history one after the other. Line numbers
 * are those of the part. Throws `rollout_unreadable`, or the reason of `signal`.
 */
export async function readUsesOf(
  parts: readonly FilePart[],
  wishes: UseWishes,
  signal?: AbortSignal,
): Promise<SessionUses> {
  const reader = readUses(parseRolloutName(basename(parts.at(-1)?.path ?? ""))?.threadId, wishes);
  buffer ??= newLineBuffer();
  const scan = { buffer, ...(signal && { signal }) };
  for (const { path, end } of parts)
    await withTranscript(path, (file) => scanLines(file, reader.nextPart(), { ...scan, end }));
  return reader.uses();
}
