import { parseUuid } from "../../core/text/uuid.ts";
import { rootOf } from "../../core/usage/root-of.ts";
import { countCitations, countTranscriptMessages } from "../../edge/state/memory/usage.ts";
import { resolveThreadIds } from "../../edge/state/threads/resolve-thread-ids.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";
import type { CitingMessageAt } from "./rollouts.ts";

/** What a count added. */
export interface CountReport {
  /** Messages that had not been counted before. */
  readonly messages: number;
  /** Citations added to memories. */
  readonly citations: number;
}

/** Counts the ids that each text cites, each time they are given. Unknown ids are ignored. */
export async function countTexts(world: World, texts: readonly (readonly string[])[]): Promise<CountReport> {
  const state = await indexedState(world);
  let citations = 0;
  const keys = await resolveThreadIds(state, texts.flat());
  for (const ids of texts) citations += (await countCitations(state, countable(ids, keys), world.now)).length;
  return { messages: texts.length, citations };
}

/** Counts messages of transcripts, each once ever: forks, copies and later readings add nothing. */
export async function countMessages(world: World, messages: readonly CitingMessageAt[]): Promise<CountReport> {
  const state = await indexedState(world);
  const keys = await resolveThreadIds(
    state,
    messages.flatMap(({ citation }) => citation.rolloutIds),
  );
  // A sub-agent of a fork names the fork alone, which names its own parent in its own transcript.
  const parents = new Map(messages.map(({ threadId, identity }) => [threadId, identity.rootThreadId]));
  const citing = messages
    .map(({ identity, citation }) => ({
      ...identity,
      rootThreadId: rootOf(identity.rootThreadId, parents),
      threadIds: countable(citation.rolloutIds, keys),
    }))
    .filter(({ threadIds }) => threadIds.length > 0);
  return countTranscriptMessages(state, citing, world.newId(), world.now);
}

async function indexedState(world: World) {
  await indexRollouts(world);
  return world.state();
}

/** The keys of cited threads; a UUID that is not indexed (yet) stands for itself, any other unknown id for nothing. */
function countable(ids: readonly string[], keys: ReadonlyMap<string, string>): string[] {
  return [...new Set(ids.flatMap((id) => keys.get(id) ?? (parseUuid(id) === undefined ? [] : id.toLowerCase())))];
}
