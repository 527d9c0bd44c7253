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
import { withSnapshot } from "./kept-snapshot.ts";
import { readSession } from "./read-session.ts";
import { sessionAt } from "./session-at.ts";
import { databaseSessions, isSessionDatabase, readDatabaseSession } from "./session-database.ts";
import { databaseUnreadable } from "./sqlite-snapshot.ts";

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
    return readSteps(session, signal, async (read) => {
      const collector = collectSteps({ budget, redact, limits, steps });
      const counts = await read(ownSteps(fork, collector.take));
      if (counts.usable === 0) throw unreadable(session.paths[0] ?? session.home, "no usable record");
      return { ...collector.finish(), skippedLines: counts.skipped };
    });
  });
}

/** Feeds the steps of a session. */
type ReadSteps = (sink: (step: AgentStep) => void) => Promise<StepCounts>;

/** Reads a session from its files or its database, of which `use` may be asked for once more. */
async function readSteps<T>(
  { agent, home, nativeId, paths, scratch }: AgentSession,
  signal: AbortSignal | undefined,
  use: (read: ReadSteps) => Promise<T>,
): Promise<T> {
  const { store } = LAYOUTS[agent];
  if (store.kind === "files") return use((sink) => readSession(sessionAt(agent, home, store, paths), sink, signal));
  const path = join(home, store.file);
  return withSnapshot(path, scratch, (snapshot) => {
    const [found] = isSessionDatabase(snapshot) ? databaseSessions(snapshot, nativeId) : [];
    if (found === undefined) throw databaseUnreadable(path, `it has no session ${nativeId}`);
    signal?.throwIfAborted();
    return use((sink) => readDatabaseSession(snapshot, agent, found, sink, signal));
  });
}
