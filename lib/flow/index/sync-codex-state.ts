import { stricterMode } from "../../core/agents/codex/codex-state.ts";
import { memoryModeOf } from "../../core/agents/codex/thread-of.ts";
import { reasonOf } from "../../core/errors.ts";
import { parseIndexState } from "../../core/index/index-state.ts";
import {
  type CodexThreads,
  type KeptCodexState,
  readCodexState,
  readModeRows,
  storeCodexState,
  storeModes,
} from "../../edge/state/threads/codex-states.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { findCodexDatabase, readCodexDatabase } from "../../edge/transcripts/codex-database.ts";
import type { World } from "../world.ts";

/**
 * Brings what the reference's database says of a home's threads up to date; reads it only when it changed, or when it
 * could not be read before. What cannot be read leaves what was known, and a reason.
 */
export async function syncCodexState(
  world: World,
  scope: IndexScope,
  transcripts: "some" | "none",
): Promise<KeptCodexState> {
  const state = await world.state();
  const kept = await readCodexState(state, scope);
  const now = await currentState(world, kept, transcripts);
  if (now === kept) return kept;
  if (now.fingerprint !== kept.fingerprint || now.problem !== kept.problem) await storeCodexState(state, scope, now);
  await applyModes(world, scope, changedIds(kept.threads, now.threads), now.threads);
  return now;
}

async function currentState(world: World, kept: KeptCodexState, transcripts: "some" | "none"): Promise<KeptCodexState> {
  const { paths, settings } = world;
  const unknown = (problem: string): KeptCodexState => ({ fingerprint: "", problem, threads: kept.threads });
  if (settings.codexState === "ignore") return { fingerprint: "", problem: undefined, threads: new Map() };
  const database = findCodexDatabase(paths.codexHome, paths.codexDatabaseHomes);
  if (database.kind === "unusable") return unknown(database.reason);
  if (database.kind === "none") {
    if (database.home === "live" && transcripts === "some") return unknown(`there is none in ${paths.codexHome}`);
    // A database that was there once has said who opted out; its loss takes nothing of that back.
    return { fingerprint: "", problem: undefined, threads: kept.threads };
  }
  if (kept.problem === undefined && database.fingerprint === kept.fingerprint) return kept;
  try {
    const threads = await readCodexDatabase(database.path);
    return { fingerprint: database.fingerprint, problem: undefined, threads };
  } catch (error) {
    return unknown(`${database.path}: ${reasonOf(error)}`);
  }
}

/** Threads that the database says something else of than before. */
function changedIds(before: CodexThreads, after: CodexThreads): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => {
    const [was, is] = [before.get(id), after.get(id)];
    return was?.memoryMode !== is?.memoryMode || was?.archived !== is?.archived;
  });
}

/** The stricter of file and database wins, for threads that are indexed already. */
async function applyModes(
  world: World,
  scope: IndexScope,
  ids: readonly string[],
  threads: CodexThreads,
): Promise<void> {
  const state = await world.state();
  const archive = `${scope.agentHome}/archived_sessions/`;
  const { disableOnExternalContext } = world.settings;
  const changes = (await readModeRows(state, scope, ids)).flatMap(({ id, path, indexState }) => {
    const file = parseIndexState(indexState ?? "", "", "");
    if (file === undefined) return [];
    const said = threads.get(id);
    const mode = stricterMode(memoryModeOf({ state: file, disableOnExternalContext }), said?.memoryMode ?? "enabled");
    return [{ id, mode, archived: path.startsWith(archive) || said?.archived === true }];
  });
  await storeModes(state, changes);
}
