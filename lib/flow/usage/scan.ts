import { Tally } from "../../core/memory-read/tally.ts";
import { memoryKindOf } from "../../core/usage/memory-kind.ts";
import { UsesOnce } from "../../core/usage/uses-once.ts";
import { memoryPlaces } from "../../edge/memory-files/memory-places.ts";
import { countMessages } from "../citations/count-citations.ts";
import type { CitingMessageAt } from "../citations/rollouts.ts";
import type { World } from "../world.ts";
import { readSources } from "./read-sources.ts";

/** Counts by kind of memory, by thread and by day (UTC, as `YYYY-MM-DD`). */
interface UseCounts {
  readonly by_kind: Readonly<Record<string, number>>;
  readonly by_thread: Readonly<Record<string, number>>;
  readonly by_day: Readonly<Record<string, number>>;
}

/** How memory was used in a tree of transcripts; keys are those of the JSON report. */
export interface UsageScanReport {
  /** Threads whose transcripts were read. */
  readonly rollouts: number;
  /** Citing messages, without replays; threads are the cited ones, kinds those of the cited paths. */
  readonly citations: UseCounts & { readonly messages: number };
  /** Tool calls that read memory, without replays; threads are those that ran them. */
  readonly reads: UseCounts & { readonly calls: number };
  /** What the count added to `usage_count`: a message counts once, however often it is scanned or was forked. */
  readonly counted: { readonly messages: number; readonly citations: number };
  /** Transcripts that could not be read, and why. */
  readonly failed: readonly string[];
}

/** Scans transcripts for citations and reads of memory, and counts the citations as usage, each message once ever. */
export async function scanUsage(world: World, path: string): Promise<UsageScanReport> {
  const places = memoryPlaces(world.paths.root, world.env.HOME);
  const wishes = { citing: "collect", reading: "collect", places } as const;
  const { sessions, failed } = await readSources(path, wishes, world.signal);
  for (const reason of failed) world.log.failure(reason);
  const citations = new Uses();
  const reads = new Uses();
  const once = new UsesOnce();
  const messages: CitingMessageAt[] = [];
  for (const { source, uses } of sessions) {
    const { citing, reading, threadId, rootThreadId } = uses;
    for (const { kinds, timestamp, callHash, occurrence } of reading)
      if (once.isNew(rootThreadId, callHash, occurrence)) reads.add(kinds, [threadId], timestamp);
    for (const { citation, timestamp, part, line, textHash, occurrence } of citing) {
      if (!once.isNew(rootThreadId, textHash, occurrence)) continue;
      const kinds = citation.entries.map(({ path }) => memoryKindOf(`memories/${path}`, "file"));
      citations.add(
        kinds.filter((kind) => kind !== undefined),
        citation.rolloutIds,
        timestamp,
      );
      const identity = { rootThreadId, textHash, occurrence };
      messages.push({ source: `${source.paths[part]}:${line}`, threadId, citation, identity });
    }
  }
  const counted = await countMessages(world, messages);
  return {
    rollouts: sessions.length + failed.length,
    citations: { messages: citations.count, ...citations.counts() },
    reads: { calls: reads.count, ...reads.counts() },
    counted: { messages: counted.messages, citations: counted.citations },
    failed,
  };
}

/** Uses of one sort, told apart in three ways. */
class Uses {
  count = 0;
  readonly #kinds = new Tally();
  readonly #threads = new Tally();
  readonly #days = new Tally();

  add(kinds: readonly string[], threads: readonly string[], timestamp: string): void {
    this.count += 1;
    for (const kind of new Set(kinds)) this.#kinds.add(kind);
    for (const thread of new Set(threads)) this.#threads.add(thread);
    this.#days.add(/^\d{4}-\d\d-\d\d/.exec(timestamp)?.[0] ?? "unknown");
  }

  counts(): UseCounts {
    return {
      by_kind: this.#kinds.toObject(),
      by_thread: this.#threads.toObject(),
      by_day: this.#days.toObject(),
    };
  }
}
