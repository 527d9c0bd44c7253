import { AGENT_NAMES, type AgentName } from "./agent-name.ts";

/** The key of a session: Codex's own id, for every other agent `<agent>/<native id>` (spec 3, Names). */
export function threadIdOf(agent: AgentName, nativeId: string): string {
  return agent === "codex" ? nativeId : `${agent}/${nativeId}`;
}

/** The id that the product itself gives the session with this key. */
export function nativeIdOf(threadId: string): string {
  const slash = threadId.indexOf("/");
  return slash > 0 && PREFIXES.has(threadId.slice(0, slash)) ? threadId.slice(slash + 1) : threadId;
}

const PREFIXES: ReadonlySet<string> = new Set(AGENT_NAMES.filter((name) => name !== "codex"));
