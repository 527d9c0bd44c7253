import type { AgentName } from "../../core/agents/agent-name.ts";
import { MemoriesError } from "../../core/errors.ts";
import { folderMatcher } from "../../core/text/folder-pattern.ts";
import { listThreads } from "../../edge/state/threads/threads.ts";
import { findThread } from "../index/find-thread.ts";
import type { World } from "../world.ts";

/** Whose memory to forget: one thread by id, or all that the filters mean. Times are seconds. */
export interface ForgetTarget {
  readonly thread?: string | undefined;
  readonly cwd?: string | undefined;
  readonly before?: number | undefined;
  readonly agent?: AgentName | undefined;
}

/** Throws `bad_option` when nothing or too much is said, before anything is looked at. */
export function checkForgetTarget({ thread, cwd, before, agent }: ForgetTarget): void {
  const filtered = cwd !== undefined || before !== undefined || agent !== undefined;
  if ((thread === undefined) !== !filtered) return;
  throw new MemoriesError("bad_option", "say whose memory to forget: a thread, or --cwd, --agent and --before", {
    hint: "memories forget THREAD, or memories forget --cwd GLOB, or memories forget --before DATE",
  });
}

/** The ids that are meant, ascending. The index is up to date already. Throws `unknown_thread`. */
export async function forgetTargets(world: World, { thread, cwd, before, agent }: ForgetTarget): Promise<string[]> {
  if (thread !== undefined) return [(await findThread(world, thread)).id];
  const matches = cwd === undefined ? undefined : folderMatcher(cwd);
  return (await listThreads(await world.state()))
    .filter((each) => (matches?.(each.cwd) ?? true) && (before === undefined || each.updatedAt < before))
    .filter((each) => agent === undefined || each.agent === agent)
    .map(({ id }) => id)
    .toSorted();
}
