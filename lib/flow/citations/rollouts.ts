import type { Citation } from "../../core/citations/citation.ts";
import { MemoriesError } from "../../core/errors.ts";
import { useSourcesUnder } from "../../edge/transcripts/use-sources.ts";

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
 * The citing messages of a transcript or of all threads below a folder, in the byte order of their newest files. Transcripts
 * that cannot be read are passed over and named at the end (`rollout_unreadable`); a path that does not exist is
 * `bad_input` before anything else.
 */
export async function* citationsInRollouts(path: string, signal?: AbortSignal): AsyncGenerator<CitingMessageAt> {
  const failures: MemoriesError[] = [];
  for (const source of await useSourcesUnder(path, signal)) {
    try {
      const { citing, threadId, rootThreadId } = await source.read({ citing: "collect" }, signal);
      for (const { part, line, citation, textHash, occurrence } of citing) {
        const at = `${source.paths[part]}:${line}`;
        yield { source: at, threadId, citation, identity: { rootThreadId, textHash, occurrence } };
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
