import { type EvidenceItem, ROW_MAX_BYTES } from "../../../evidence/tiers.ts";
import { type JsonObject, parseObject, stringOf } from "../../../text/json.ts";
import { partTexts } from "../evidence/content-parts.ts";

/**
 * A `message` of any role but `user` as evidence; undefined for instructions of the harness and for messages with
 * nothing left in them.
 */
export function messageItem(payload: JsonObject): EvidenceItem | undefined {
  const role = payload.role;
  if (role === "developer" || role === "system" || role === "user") return undefined;
  const text = partTexts(payload.content).join("\n");
  if (text.trim() === "") return undefined;
  if (role !== "assistant") return { tier: "tool", text, maxBytes: ROW_MAX_BYTES };
  const report = agentReport(text);
  if (report !== undefined) return { tier: "other agent", text: report, maxBytes: ROW_MAX_BYTES };
  const tier = payload.phase === "commentary" ? "assistant commentary" : "assistant final";
  return { tier, text, maxBytes: ROW_MAX_BYTES };
}

/** A message between agents: JSON with an author, a recipient and the words. */
function agentReport(text: string): string | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  const message = parseObject(text);
  const [author, recipient, content] = [message?.author, message?.recipient, message?.content].map(stringOf);
  return author === undefined || recipient === undefined || content === undefined ? undefined : `${author}: ${content}`;
}
