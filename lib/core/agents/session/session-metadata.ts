import type { AgentName } from "../agent-name.ts";
import { IMAGE_ONLY, type MetadataState } from "./metadata-state.ts";
import type { Channel } from "./session-event.ts";

/** A session's row as its transcript describes it. Times are seconds since the epoch, texts as recorded. */
export interface SessionMetadata {
  readonly agent: AgentName;
  readonly nativeId: string;
  /** The session this one was forked from, where it says so. */
  readonly parentId: string | undefined;
  readonly source: "cli" | "exec" | "subagent";
  /** Empty where it is recorded nowhere. */
  readonly cwd: string;
  readonly gitBranch: string | undefined;
  readonly gitOriginUrl: string | undefined;
  readonly model: string | undefined;
  readonly modelProvider: string | undefined;
  readonly clientVersion: string | undefined;
  readonly title: string;
  /** Empty for a stub in which no person speaks: no session. */
  readonly firstUserMessage: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** A web search or an MCP server other than this program's own was used. */
  readonly externalContext: boolean;
  /** The person put it away in the product itself. */
  readonly archived: boolean;
}

/** What is known of a session beside its records. */
export interface SessionSetting {
  readonly agent: AgentName;
  /** The id that the file's name or the database gives it. */
  readonly nativeId: string;
  /** When its newest file was last written, in milliseconds. */
  readonly mtimeMs: number;
  /** The folder, where the product keeps it outside the transcript. */
  readonly cwd?: string;
  /** Whether a person typed in it, where the product keeps that outside the transcript. */
  readonly channel?: Channel;
}

/** The row of a session. A product that does not tell how its sessions were started counts as `cli`. */
export function sessionMetadata(state: MetadataState, setting: SessionSetting): SessionMetadata {
  const { facts } = state;
  const mtime = seconds(setting.mtimeMs);
  const firstUserMessage = state.firstOwnSaid ?? state.firstSaid ?? "";
  return {
    agent: setting.agent,
    nativeId: facts.nativeId ?? setting.nativeId,
    parentId: facts.parentId,
    source: sourceOf(state, setting),
    cwd: facts.cwd ?? setting.cwd ?? "",
    gitBranch: facts.branch,
    gitOriginUrl: facts.gitUrl,
    model: facts.model,
    modelProvider: facts.provider,
    clientVersion: facts.clientVersion,
    title: facts.title ?? (firstUserMessage === IMAGE_ONLY ? "" : firstUserMessage),
    firstUserMessage,
    createdAt: seconds(facts.createdMs ?? state.firstMs ?? setting.mtimeMs),
    updatedAt: Math.max(seconds(state.newestMs ?? setting.mtimeMs), state.future ? mtime : 0),
    externalContext: state.external === true,
    archived: facts.archived === true,
  };
}

function sourceOf({ facts, typed, piped }: MetadataState, setting: SessionSetting): SessionMetadata["source"] {
  if (facts.subagent === true) return "subagent";
  if (typed === true) return "cli";
  if (piped === true) return "exec";
  return facts.channel ?? setting.channel ?? "cli";
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000);
