import { readSync } from "node:fs";
import { basename } from "node:path";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import type { HistoryBase } from "../../core/agents/codex/history-base.ts";
import { readLineHead } from "../../core/agents/codex/line-head.ts";
import { parseMetaLine } from "../../core/agents/codex/meta-line.ts";
import type { SessionFile } from "../../core/agents/codex/session-files.ts";
import { parseSessionMeta } from "../../core/agents/codex/session-meta.ts";
import { reasonOf } from "../../core/errors.ts";
import type { LineSink } from "../../core/evidence/line-sink.ts";
import { objectOf } from "../../core/text/json.ts";
import { type OpenTranscript, unreadable, withTranscript } from "./open-transcript.ts";
import { type ScanOptions, scanLines } from "./scan-lines.ts";

/** Nearly every first line is within this, the agent's own instructions included. */
const FIRST_BYTES = 256 * 1024;

/** What the name and the first `session_meta` of a file say of its place in its thread. Throws `rollout_unreadable`. */
export async function readSessionFile(path: string, scan: ScanOptions): Promise<SessionFile> {
  const fileId = parseRolloutName(basename(path))?.fileId ?? "";
  return withTranscript(path, async (file) => {
    for (const end of [FIRST_BYTES, undefined]) {
      const sink = firstMeta();
      await scanLines(file, sink, { ...scan, end });
      if (sink.found !== undefined) return { path, fileId, base: sink.found.base };
    }
    return { path, fileId, base: undefined };
  });
}

/** Why no line of a transcript begins at `end`, an offset in its plain text; undefined when one does or it ends there. */
export async function offsetFault(path: string, end: number, scan: ScanOptions): Promise<string | undefined> {
  return withTranscript(path, async (file) => {
    if (end === 0) return undefined;
    const fits = path.endsWith(".zst")
      ? (await scanLines(file, NOTHING, { ...scan, end })) === end
      : fitsPlain(file, end);
    return fits ? undefined : "no line begins at its byte offset";
  });
}

function fitsPlain(file: OpenTranscript, end: number): boolean {
  if (end >= file.size) return end === file.size;
  const before = Buffer.alloc(1);
  try {
    readSync(file.descriptor, before, 0, 1, end - 1);
  } catch (error) {
    throw unreadable(file.path, reasonOf(error), error);
  }
  return before[0] === NEWLINE;
}

const NEWLINE = 0x0a;
const META = Buffer.from('"session_meta"');
const NOTHING: LineSink = { line: () => {}, unusable: () => {}, endBlock: () => {} };

/** Takes lines until one is a whole `session_meta`, and keeps its base. */
function firstMeta(): LineSink & { readonly found: { readonly base: HistoryBase | undefined } | undefined } {
  let found: { readonly base: HistoryBase | undefined } | undefined;
  return {
    ...NOTHING,
    line(bytes, start, end) {
      if (found !== undefined) return;
      const head = readLineHead(bytes, start, end);
      const mayBeMeta = head === undefined ? bytes.subarray(start, end).includes(META) : head.type === "session_meta";
      if (!mayBeMeta) return;
      const line = parseMetaLine(bytes, start, end);
      const payload = line?.type === "session_meta" ? objectOf(line.payload) : undefined;
      if (payload !== undefined) found = { base: parseSessionMeta(payload).historyBase };
    },
    get found() {
      return found;
    },
  };
}
