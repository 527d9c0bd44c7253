import { MemoriesError } from "../../core/errors.ts";
import { rootOf } from "../../core/usage/root-of.ts";
import type { SessionUses, UseWishes } from "../../core/usage/session-uses.ts";
import { type UseSource, useSourcesUnder } from "../../edge/transcripts/use-sources.ts";

/** The sessions below a path with how they used their memory, in their order, and why others could not be read. */
export interface ReadSources {
  readonly sessions: readonly { readonly source: UseSource; readonly uses: SessionUses }[];
  readonly failed: readonly string[];
}

/**
 * Reads them all before anything is counted: a sub-agent of a fork names the fork alone, which names its own parent in
 * its own transcript. Throws `bad_input` for a path that cannot be read.
 */
export async function readSources(path: string, wishes: UseWishes, signal: AbortSignal): Promise<ReadSources> {
  const read: { source: UseSource; uses: SessionUses }[] = [];
  const failed: string[] = [];
  for (const source of await useSourcesUnder(path, signal)) {
    try {
      read.push({ source, uses: await source.read(wishes, signal) });
    } catch (thrown) {
      if (!(thrown instanceof MemoriesError)) throw thrown;
      failed.push(thrown.message);
    }
  }
  const parents = new Map(read.map(({ uses }) => [uses.threadId, uses.rootThreadId]));
  const sessions = read.map(({ source, uses }) => {
    return { source, uses: { ...uses, rootThreadId: rootOf(uses.rootThreadId, parents) } };
  });
  return { sessions, failed };
}
