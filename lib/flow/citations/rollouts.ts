import type { Citation } from "../../core/citations/citation.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { CitingLine } from "../../core/usage/read-uses.ts";
import { readUsesOf } from "../../edge/transcripts/read-uses-of.ts";
import { transcriptsUnder } from "../../edge/transcripts/transcripts-under.ts";

/** An assistant message of a transcript that cites memory. */
export interface CitingMessageAt {
  /** `<path>:<line>`. */
  readonly source: string;
  readonly threadId: string;
  readonly citation: Citation;
  /** What makes the message the same one in a fork or at the next reading. */
  readonly identity: { readonly rootThreadId: string; readonly textHash: string; readonly occurrence: number };
}

/**
 * The citing messages of a transcript or of all transcripts below a folder, file by file in byte order. Transcripts
 * that cannot be read are passed over and named at the end (`rollout_unreadable`); a path that does not exist is
 * `bad_input` before anything else.
 */
export async function* citationsInRollouts(path: string, signal?: AbortSignal): AsyncGenerator<CitingMessageAt> {
  const failures: MemoriesError[] = [];
  for (const file of transcriptsUnder(path)) {
    const lines: CitingLine[] = [];
    try {
      const session = await readUsesOf(file, { citing: (line) => lines.push(line) }, signal);
      const { threadId, rootThreadId } = session;
      for (const { line, citation, textHash, occurrence } of lines) {
        yield { source: `${file}:${line}`, threadId, citation, identity: { rootThreadId, textHash, occurrence } };
      }
    } catch (thrown) {
      if (!(thrown instanceof MemoriesError)) throw thrown;
      failures.push(thrown);
    }
  }
  throwFailures(failures);
}

/** One error for all transcripts that could not be read. */
function throwFailures(failures: readonly MemoriesError[]): void {
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first;
  throw new MemoriesError(
    "rollout_unreadable",
    `${failures.length} transcripts cannot be read, such as: ${first.message}`,
  );
}
