import { type EvidenceItem, ROW_MAX_BYTES, type Tier } from "../../evidence/tiers.ts";
import { type JsonObject, objectOf, parseObject, stringOf } from "../../text/json.ts";
import { partTexts } from "./content-parts.ts";

/** A `message` as evidence; undefined for instructions of the harness and for messages with nothing left in them. */
export function messageItem(payload: JsonObject): EvidenceItem | undefined {
  const role = payload.role;
  if (role === "developer" || role === "system") return undefined;
  if (role === "user") return userItem(payload);
  const text = partTexts(payload.content).join("\n");
  if (text.trim() === "") return undefined;
  if (role !== "assistant") return { tier: "tool", text, maxBytes: ROW_MAX_BYTES };
  const report = agentReport(text);
  if (report !== undefined) return { tier: "other agent", text: report, maxBytes: ROW_MAX_BYTES };
  const tier = payload.phase === "commentary" ? "assistant commentary" : "assistant final";
  return { tier, text, maxBytes: ROW_MAX_BYTES };
}

function userItem(payload: JsonObject): EvidenceItem | undefined {
  const parts = partTexts(payload.content).filter((text) => !isInjected(text) && text.trim() !== "");
  if (parts.length === 0) return undefined;
  return { tier: userTier(payload, parts), text: parts.join("\n"), maxBytes: ROW_MAX_BYTES };
}

/** Who really speaks in a message of role `user`: the harness and sub-agents use that role as well. */
function userTier(payload: JsonObject, parts: readonly string[]): Tier {
  const isContext = (text: string) => isFragment(text, "<environment_context>", "</environment_context>");
  const isReport = (text: string) => isFragment(text, "<subagent_notification>", "</subagent_notification>");
  if (parts.every((text) => isReport(text) || isContext(text)))
    return parts.some(isReport) ? "other agent" : "harness context";
  const kinds = objectOf(payload.internal_chat_message_metadata_passthrough)?.content_item_kinds;
  const isTyped = !Array.isArray(kinds) || kinds.some((kind) => stringOf(kind)?.startsWith("user."));
  return isTyped ? "human user" : "harness context";
}

/** Instructions and skills that the harness puts into user messages. */
function isInjected(text: string): boolean {
  return isFragment(text, "# agents.md instructions", "</instructions>") || isFragment(text, "<skill>", "</skill>");
}

/** Whether a text, trimmed, starts and ends like this; ASCII letters of any case, `start` and `end` in lower case. */
function isFragment(text: string, start: string, end: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < start.length + end.length) return false;
  const lower = (part: string) => part.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return lower(trimmed.slice(0, start.length)) === start && lower(trimmed.slice(-end.length)) === end;
}

/** A message between agents: JSON with an author, a recipient and the words. */
function agentReport(text: string): string | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  const message = parseObject(text);
  const [author, recipient, content] = [message?.author, message?.recipient, message?.content].map(stringOf);
  return author === undefined || recipient === undefined || content === undefined ? undefined : `${author}: ${content}`;
}
