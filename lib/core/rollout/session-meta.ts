import { parseRfc3339 } from "../text/time.ts";
import type { MemoryMode } from "../types.ts";
import { withoutCredentials } from "./git-url.ts";
import { type JsonObject, objectOf, textOf } from "./json.ts";

/** What a `session_meta` line says of its thread; a key is left out where the line says nothing. */
export interface SessionMeta {
  readonly id?: string;
  readonly forkedFromId?: string;
  readonly source?: string;
  readonly cwd?: string;
  readonly gitBranch?: string;
  readonly gitSha?: string;
  readonly gitOriginUrl?: string;
  readonly memoryMode?: MemoryMode;
  readonly modelProvider?: string;
  readonly cliVersion?: string;
  readonly agentRole?: string;
  readonly agentNickname?: string;
  /** Seconds since the epoch. */
  readonly createdAt?: number;
}

/** Reads the payload of a `session_meta` line. */
export function parseSessionMeta(payload: JsonObject): SessionMeta {
  const git = objectOf(payload.git) ?? {};
  const url = textOf(git.repository_url);
  const time = parseRfc3339(textOf(payload.timestamp) ?? "");
  return withoutUndefined({
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
    createdAt: time === undefined ? undefined : Math.floor(time / 1_000),
  });
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

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
