import { join } from "node:path";
import type { RecordAgent } from "../../../core/agents/formats.ts";
import { LAYOUTS } from "../../../core/agents/layouts.ts";
import type { AgentStep } from "../../../core/agents/session/agent-step.ts";
import { collectSteps } from "../../../core/agents/session/collect-steps.ts";
import { ownSteps } from "../../../core/agents/session/own-steps.ts";
import type { Fork } from "../../../core/agents/session/session-families.ts";
import type { StepCounts } from "../../../core/agents/session/step-reader.ts";
import { unreadable } from "../open-transcript.ts";
import { type Evidence, inTurn, type ReadEvidenceOptions } from "../read-evidence.ts";
import { keptCopy } from "./kept-copy.ts";
import { readSession } from "./read-session.ts";
import { sessionAt } from "./session-at.ts";
import { databaseSessions, isSessionDatabase, readDatabaseSession } from "./session-database.ts";
import { databaseUnreadable } from "./sqlite-copy.ts";

/** Where a session of an agent other than Codex lies. */
export interface AgentSession {
  readonly agent: RecordAgent;
  readonly home: string;
  readonly nativeId: string;
  /** Its files, in the order in which they are read; those of a database: that file. */
  readonly paths: readonly string[];
  /** Where private copies of databases are made. */
  readonly scratch: string;
}

/**
 * Reads a session as evidence, its own part alone where it is a fork, in memory that depends on the budget and its
 * longest record. Throws `rollout_unreadable`, and the reason of `signal`.
 */
export function readAgentEvidence(
  session: AgentSession,
  fork: Fork | undefined,
  { budgetBytes: budget, redact, steps = "leave", signal }: ReadEvidenceOptions,
): Promise<Evidence> {
  return inTurn(async (limits) => {
    signal?.throwIfAborted();
    const collector = collectSteps({ budget, redact, limits, steps });
    const counts = await readSteps(session, ownSteps(fork, collector.take), signal);
    if (counts.usable === 0) throw unreadable(session.paths[0] ?? session.home, "no usable record");
    return { ...collector.finish(), skippedLines: counts.skipped };
  });
}

/** Reads a session's steps from its files or its database. */
async function readSteps(
  { agent, home, nativeId, paths, scratch }: AgentSession,
  sink: (step: AgentStep) => void,
  signal?: AbortSignal,
): Promise<StepCounts> {
  const { store } = LAYOUTS[agent];
  if (store.kind === "files") return readSession(sessionAt(agent, home, store, paths), sink, signal);
  const path = join(home, store.file);
  const copy = await keptCopy(path, scratch);
  const [found] = isSessionDatabase(copy) ? databaseSessions(copy, nativeId) : [];
  if (found === undefined) throw databaseUnreadable(path, `it has no session ${nativeId}`);
  signal?.throwIfAborted();
  return readDatabaseSession(copy, agent, found, sink, signal);
}
