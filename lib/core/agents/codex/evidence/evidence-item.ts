import { type EvidenceItem, ROW_MAX_BYTES, TOOL_OUTPUT_MAX_BYTES } from "../../../evidence/tiers.ts";
import type { JsonObject } from "../../../text/json.ts";
import type { AskedQuestions } from "../said/asked-questions.ts";
import { messageItem } from "../said/message-item.ts";
import { callText, outputText } from "./tool-text.ts";

/**
 * The payload of a `response_item` as evidence, messages of role `user` aside; undefined for what never reaches the
 * model: reasoning, instructions of the harness, image generation, snapshots, compaction, unknown types.
 */
export function evidenceItem(payload: JsonObject, questions: AskedQuestions): EvidenceItem | undefined {
  if (payload.type === "message") return messageItem(payload);
  const call = callText(payload);
  if (call !== undefined) {
    questions.asked(payload);
    return { tier: "tool", text: call, maxBytes: ROW_MAX_BYTES };
  }
  const output = outputText(payload);
  if (output === undefined) return undefined;
  const answer = questions.answered(payload, output);
  if (answer !== undefined) return { tier: "human user", text: answer, maxBytes: ROW_MAX_BYTES };
  return { tier: "tool", text: output, maxBytes: TOOL_OUTPUT_MAX_BYTES };
}
