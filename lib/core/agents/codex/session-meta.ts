import { withoutCredentials } from "../../text/git-url.ts";
import { type JsonObject, objectOf, textOf } from "../../text/json.ts";
import { parseRfc3339 } from "../../text/time.ts";
import type { MemoryMode } from "../../types.ts";
import { type HistoryBase, parseHistoryBase } from "./history-base.ts";

/** What a `session_meta` line says of its thread; undefined where it says nothing. */
export interface SessionMeta {
  readonly id: string | undefined;
  readonly forkedFromId: string | undefined;
  readonly source: string | undefined;
  readonly cwd: string | undefined;
  readonly gitBranch: string | undefined;
  readonly gitSha: string | undefined;
  readonly gitOriginUrl: string | undefined;
  readonly memoryMode: MemoryMode | undefined;
  readonly modelProvider: string | undefined;
  readonly cliVersion: string | undefined;
  readonly agentRole: string | undefined;
  readonly agentNickname: string | undefined;
  /** `legacy`, `paginated`, or what a later version calls its form; undefined before there were two. */
  readonly historyMode: string | undefined;
  /** The file that this one goes on from. */
  readonly historyBase: HistoryBase | undefined;
  /** Seconds since the epoch. */
  readonly createdAt: number | undefined;
}

/** Reads the payload of a `session_meta` line. */
export function parseSessionMeta(payload: JsonObject): SessionMeta {
  const git = objectOf(payload.git) ?? {};
  const url = textOf(git.repository_url);
  const time = parseRfc3339(textOf(payload.timestamp) ?? "");
  return {
    id: textOf(payload.id)?.trim().toLowerCase(),
    forkedFromId: textOf(payload.forked_from_id)?.trim().toLowerCase(),
    source: sourceOf(payload.source),
    cwd: textOf(payload.cwd),
    gitBranch: textOf(git.branch),
    gitSha: textOf(git.commit_hash),
    gitOriginUrl: url === undefined ? undefined : withoutCredentials(url),
    memoryMode: memoryModeOf(payload.memory_mode),
    modelProvider: textOf(payload.model_provider),
    cliVersion: textOf(payload.cli_version),
    agentRole: textOf(payload.agent_role),
    agentNickname: textOf(payload.agent_nickname),
    historyMode: textOf(payload.history_mode),
    historyBase: parseHistoryBase(payload),
    createdAt: time === undefined ? undefined : Math.floor(time / 1_000),
  };
}

/** The same thread's line seen later: it fills gaps, and only a mode that it names is newer. */
export function withLaterMeta(first: SessionMeta, later: SessionMeta): SessionMeta {
  return { ...later, ...withoutUndefined(first), memoryMode: later.memoryMode ?? first.memoryMode };
}

/** A string as it is, a custom source by its bare name, any other object (a sub-agent's) as compact JSON. */
function sourceOf(value: unknown): string | undefined {
  const source = objectOf(value);
  if (source === undefined) return textOf(value);
  const keys = Object.keys(source);
  return (keys.length === 1 ? textOf(source.custom) : undefined) ?? JSON.stringify(source);
}

/** A mode that this program does not know was still set by the owner to something else than `enabled`. */
function memoryModeOf(value: unknown): MemoryMode | undefined {
  const mode = textOf(value);
  return mode === undefined || mode === "enabled" || mode === "polluted" ? mode : "disabled";
}

function withoutUndefined(value: SessionMeta): Partial<SessionMeta> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));
}
