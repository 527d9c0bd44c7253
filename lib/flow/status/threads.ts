import type { AgentName } from "../../core/agents/agent-name.ts";
import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { folderMatcher } from "../../core/text/folder-pattern.ts";
import { listThreads } from "../../edge/state/threads/threads.ts";
import { planExtract } from "../extract/plan.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";
import { describeOtherMachine, type OtherMachine, otherMachines } from "./other-machines.ts";

/** Which threads to list; each filter given must match. Times are seconds. */
export interface ThreadsOptions {
  readonly cwd?: string | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly since?: number | undefined;
  readonly before?: number | undefined;
  readonly decision?: string | undefined;
  readonly agent?: AgentName | undefined;
}

export interface ThreadRow {
  readonly thread_id: string;
  /** The product that wrote it, and its own id of the session. */
  readonly agent: string;
  readonly native_id: string;
  readonly updated_at: number;
  readonly source: string;
  readonly cwd: string;
  readonly title: string;
  readonly rollout_path: string;
  readonly decision: Stage1Decision;
  /** Whether a memory of it is stored. */
  readonly memory: boolean;
}

export interface ThreadsReport {
  readonly command: "threads";
  readonly threads: readonly ThreadRow[];
  /** Machines whose sessions are left to them. */
  readonly other_machines: readonly OtherMachine[];
}

/** Indexes, then lists the threads that the filters let through, newest first. */
export async function threads(world: World, options: ThreadsOptions): Promise<ThreadsReport> {
  await indexRollouts(world);
  const { threads: decided } = await planExtract(world, { agent: options.agent });
  const rows = new Map((await listThreads(await world.state())).map((thread) => [thread.id, thread]));
  const matches = options.cwd === undefined ? undefined : folderMatcher(options.cwd);
  const listed = decided.flatMap(({ facts, decision }): ThreadRow[] => {
    const thread = rows.get(facts.thread.id);
    if (thread === undefined) return [];
    if (matches !== undefined && !matches(thread.cwd)) return [];
    if (options.sources !== undefined && !options.sources.includes(thread.source)) return [];
    if (options.since !== undefined && thread.updatedAt < options.since) return [];
    if (options.before !== undefined && thread.updatedAt >= options.before) return [];
    if (options.decision !== undefined && decision !== options.decision) return [];
    return [
      {
        thread_id: thread.id,
        agent: thread.agent,
        native_id: thread.nativeId ?? thread.id,
        updated_at: thread.updatedAt,
        source: thread.source,
        cwd: thread.cwd,
        title: thread.title,
        rollout_path: thread.rolloutPath,
        decision,
        memory: facts.outputUpdatedAt !== undefined,
      },
    ];
  });
  const others = await otherMachines(world);
  for (const other of others) world.log.info(describeOtherMachine(other));
  return { command: "threads", threads: listed, other_machines: others };
}
