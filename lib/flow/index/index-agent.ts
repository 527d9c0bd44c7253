import type { RecordAgent } from "../../core/agents/formats.ts";
import { LAYOUTS } from "../../core/agents/layouts.ts";
import { findForks } from "../../core/agents/session/session-families.ts";
import { threadIdOf } from "../../core/agents/thread-id.ts";
import { findUnusable, RECENT_SECONDS } from "../../core/index/unusable-sessions.ts";
import { readFamilies, readRecentForms, storeForks } from "../../edge/state/threads/agent-sessions.ts";
import { markMissing, polluteExternal } from "../../edge/state/threads/index-missing.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { readIndexRows } from "../../edge/state/threads/index-threads.ts";
import type { World } from "../world.ts";
import { type AgentIndexReport, logAgentReport } from "./agent-report.ts";
import type { AgentSweep } from "./agent-sweep.ts";
import { scopeOf } from "./scopes.ts";
import { takeOverHomes } from "./take-over.ts";

/**
 * Brings the rows of one agent other than Codex up to date with its home; opens only what changed. A home that is gone
 * or cannot be read leaves its rows as they were, and a reason.
 */
export async function indexAgent(world: World, agent: RecordAgent): Promise<AgentIndexReport> {
  const state = await world.state();
  const scope = await scopeOf(world, agent);
  const recent = world.now - RECENT_SECONDS;

  // 1. What is known, that of a home which moved here included; what is there and changed is read and stored.
  const { store } = LAYOUTS[agent];
  const sweep = await sweepHome(world, agent, scope, recent);

  // 2. Whose forks sessions are, once something changed.
  if (sweep.indexed > 0) await linkForks(world, agent, scope);

  // 3. What is gone, and what external context reached.
  const missing = await markMissing(state, sweep.gone, scope, world.now);
  const polluted = world.settings.disableOnExternalContext ? await polluteExternal(state, scope) : [];

  // 4. Report.
  const forms = await readRecentForms(state, scope, recent);
  const report: AgentIndexReport = {
    agent,
    home: store.kind === "files" ? `${scope.agentHome}/${store.folder}` : `${scope.agentHome}/${store.file}`,
    found: sweep.found,
    indexed: sweep.indexed,
    unchanged: sweep.unchanged,
    missing,
    polluted,
    failed: sweep.failed,
    unusable: findUnusable(forms, sweep.recentlyFailed) ?? null,
    problem: sweep.problem ?? null,
    bytes_read: sweep.bytesRead,
  };
  logAgentReport(world.log, report);
  return report;
}

/** What reads transcripts is loaded when an agent is read. */
async function sweepHome(world: World, agent: RecordAgent, scope: IndexScope, recent: number): Promise<AgentSweep> {
  const state = await world.state();
  const { store } = LAYOUTS[agent];
  if (store.kind === "database") {
    const { sweepDatabase } = await import("./sweep-database.ts");
    return sweepDatabase(world, agent, scope, { rows: await readIndexRows(state, scope), recent });
  }
  const { sweepFiles } = await import("./sweep-files.ts");
  await takeOverHomes(world, scope);
  return sweepFiles(world, { agent, scope, store, recent, rows: await readIndexRows(state, scope) });
}

async function linkForks(world: World, agent: RecordAgent, scope: IndexScope): Promise<void> {
  const state = await world.state();
  const members = await readFamilies(state, scope);
  const forks = findForks(members);
  await storeForks(
    state,
    members.flatMap(({ id, threadId }) => {
      const fork = forks.get(id);
      if (fork === undefined) return [];
      const own = fork.ownFrom === undefined ? ("none" as const) : ("some" as const);
      return [{ threadId, parentId: threadIdOf(agent, fork.parentId), own }];
    }),
  );
}
