import { basename } from "node:path";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { readUses, type UseListener, type UseReader } from "../../core/usage/read-uses.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";

/** Grows to the longest line met; one scan after the other uses it. */
let buffer: Buffer | undefined;

/** Reads how the session of a transcript used its memory. Throws `rollout_unreadable`, or the reason of `signal`. */
export async function readUsesOf(path: string, listener: UseListener, signal?: AbortSignal): Promise<UseReader> {
  return withTranscript(path, async (file) => {
    const reader = readUses(parseRolloutName(basename(path))?.threadId, listener);
    buffer ??= newLineBuffer();
    await scanLines(file, reader, { buffer, ...(signal && { signal }) });
    return reader;
  });
}
