import { DAY_SECONDS } from "../../constants.ts";
import { storable, storableOr } from "../../text/storable.ts";
import type { MemoryMode, Thread } from "../../types.ts";
import { hasNoTurnOfItsOwn, isExternal, type MetadataState } from "./metadata.ts";

/** Older versions wrote no source; their sessions count as those of the editor, as the reference indexes them. */
const SOURCE_BEFORE_SOURCES = "vscode";

/** Where a transcript was found, and when it was last written. */
export interface TranscriptPlace {
  readonly path: string;
  /** The id and the time (seconds) in the file's name. */
  readonly nameId: string | undefined;
  readonly nameTime: number | undefined;
  readonly archived: boolean;
  readonly mtimeMs: number;
  readonly machine: string;
  readonly agentHome: string;
}

/** No line of a file can be later than this, in milliseconds: a clock that is further ahead is not believed. */
export function latestLineMs(mtimeMs: number): number {
  return mtimeMs + DAY_SECONDS * 1_000;
}

/** The row of a thread; undefined when neither the lines nor the name say which thread it is. */
export function threadOf(state: MetadataState, place: TranscriptPlace, memoryMode: MemoryMode): Thread | undefined {
  const id = place.nameId ?? state.meta?.id;
  if (id === undefined) return undefined;
  const mtime = Math.floor(place.mtimeMs / 1_000);
  const said = hasNoTurnOfItsOwn(state) ? undefined : state;
  return {
    id: storable(id),
    rolloutPath: place.path,
    source: storable(state.meta?.source ?? SOURCE_BEFORE_SOURCES),
    cwd: storable(state.meta?.cwd ?? state.turnCwd ?? ""),
    title: storable(said?.title ?? ""),
    firstUserMessage: storable(said?.firstUserMessage ?? ""),
    createdAt: state.meta?.createdAt ?? place.nameTime ?? mtime,
    updatedAt: updatedAt(state, place.mtimeMs),
    memoryMode,
    archived: place.archived,
    missingSince: undefined,
    forkedFromId: storableOr(state.meta?.forkedFromId),
    gitSha: storableOr(state.meta?.gitSha),
    gitBranch: storableOr(state.meta?.gitBranch),
    gitOriginUrl: storableOr(state.meta?.gitOriginUrl),
    modelProvider: storableOr(state.meta?.modelProvider),
    cliVersion: storableOr(state.meta?.cliVersion),
    agentRole: storableOr(state.meta?.agentRole),
    agentNickname: storableOr(state.meta?.agentNickname),
    tokensUsed: state.tokensUsed ?? 0,
    machine: place.machine,
    agent: "codex",
    agentHome: place.agentHome,
    nativeId: undefined,
  };
}

/** What is wrong with the ids of a file, for a warning; undefined when they agree. */
export function idMismatch(state: MetadataState, nameId: string | undefined): string | undefined {
  const id = state.meta?.id;
  return id === undefined || nameId === undefined || id === nameId ? undefined : `${id} inside, ${nameId} in its name`;
}

/**
 * The mode of a thread from what its transcript says last, and whether external context reached it while that is
 * configured to exclude it. That a stored `polluted` does not go back by itself is the state's rule.
 */
export function memoryModeOf(rule: {
  readonly state: MetadataState;
  readonly disableOnExternalContext: boolean;
}): MemoryMode {
  const mode = rule.state.meta?.memoryMode ?? "enabled";
  const reached = rule.disableOnExternalContext && isExternal(rule.state);
  return mode === "enabled" && reached ? "polluted" : mode;
}

/** The newest line time in seconds, rounded down; a line from the future counts as the file's mtime. */
function updatedAt(state: MetadataState, mtimeMs: number): number {
  const lines = [state.newestMs, state.future ? mtimeMs : undefined].filter((time) => time !== undefined);
  return Math.floor((lines.length > 0 ? Math.max(...lines) : mtimeMs) / 1_000);
}
