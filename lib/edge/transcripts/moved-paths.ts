import { lstatSync, realpathSync } from "node:fs";
import { firstLineMark } from "../../core/agents/codex/first-line-mark.ts";
import type { LineSink } from "../../core/evidence/line-sink.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";

/** Whether nothing is at a path; what cannot be looked at is not known to be gone. */
export function isGone(path: string): boolean {
  return codeOf(() => lstatSync(path)) === "gone";
}

/** Whether a codex home is no more: it is gone, or what is there now is only another name of `home`. */
export function isFormerHome(path: string, home: string): boolean {
  if (isGone(path)) return true;
  let real: string | undefined;
  const ending = codeOf(() => {
    real = realpathSync(path);
  });
  // A link that leads nowhere is what a moved folder leaves behind.
  return ending === "gone" || real === home;
}

function codeOf(look: () => unknown): "there" | "gone" {
  try {
    look();
    return "there";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" || code === "ENOTDIR" ? "gone" : "there";
  }
}

/** Nearly every first line is within this. */
const FIRST_BYTES = 256 * 1024;

/** What tells the first line of a transcript; undefined when it has none. Throws `rollout_unreadable`. */
export function readFirstLineMark(path: string): Promise<string | undefined> {
  return withTranscript(path, async (file) => {
    for (const end of [FIRST_BYTES, undefined]) {
      let mark: string | undefined;
      const sink: LineSink = {
        line: (bytes, start, lineEnd, ending) => {
          if (ending === "newline" || end === undefined) mark ??= firstLineMark(bytes, start, lineEnd);
        },
        unusable: () => {},
        endBlock: () => {},
      };
      await scanLines(file, sink, { end, buffer: newLineBuffer() });
      if (mark !== undefined) return mark;
    }
    return undefined;
  });
}
