import { nativeIdOf } from "../../core/agents/thread-id.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { Thread } from "../../core/types.ts";
import { getThread, listThreads } from "../../edge/state/threads/threads.ts";
import type { World } from "../world.ts";

/** Shorter beginnings of an id are typos rather than abbreviations. */
const SHORTEST_PREFIX = 8;
/** So many sessions that may be meant are listed; more help nobody. */
const SHOWN_CANDIDATES = 8;

/**
 * The session with this id, or the only one whose id begins so, or the only one whose title holds these words. Throws
 * `unknown_thread`, which lists the sessions that may be meant.
 */
export async function findThread(world: World, typed: string): Promise<Thread> {
  const state = await world.state();
  const exact = await getThread(state, typed);
  if (exact !== undefined) return exact;
  const near = threadsMeant(await listThreads(state), typed);
  const [only] = near;
  if (only !== undefined && near.length === 1) return only;
  if (only === undefined) {
    throw new MemoriesError("unknown_thread", `no session has the id or the title ${JSON.stringify(typed)}`, {
      hint: "memories threads --all lists them",
    });
  }
  const shown = near.slice(0, SHOWN_CANDIDATES).map(({ id, title }) => `${id} ${title}`.trimEnd());
  const more = near.length > shown.length ? [`and ${near.length - shown.length} more`] : [];
  throw new MemoriesError("unknown_thread", `${near.length} sessions may be meant by ${JSON.stringify(typed)}`, {
    hint: [...shown, ...more].join("; "),
  });
}

/**
 * The threads to which their product gives the id that was typed, else those whose id, with or without the agent's name,
 * begins so, else those whose title holds all its words.
 */
export function threadsMeant<T extends Pick<Thread, "id" | "title">>(threads: readonly T[], typed: string): T[] {
  const named = threads.filter(({ id }) => nativeIdOf(id) === typed);
  if (named.length > 0) return named;
  const begins = ({ id }: T) => id.startsWith(typed) || nativeIdOf(id).startsWith(typed);
  const prefixed = typed.length < SHORTEST_PREFIX ? [] : threads.filter(begins);
  if (prefixed.length > 0) return prefixed;
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  return threads.filter(({ title }) => {
    const held = new Set(wordsOf(title));
    return words.every((word) => held.has(word));
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
