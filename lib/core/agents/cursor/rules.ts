import { type JsonObject, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, timeOf } from "../record-values.ts";
import type { SessionEvent } from "../session/session-event.ts";
import { singleUnderscoreName } from "../tools/mcp-name.ts";
import { commandFolder, partsOf, typedText, workspaceIn } from "./records.ts";

/**
 * Cursor: `projects/<slug>/agent-transcripts/<id>/<id>.jsonl`, by what is published of it: lines of a role and a
 * message, without times, and mostly without what tools gave back. It does not tell whether a person typed.
 */
export const CURSOR: AgentFormat = { agent: "cursor", read, mcpName: singleUnderscoreName };

function read(record: JsonObject): RecordMeaning {
  const timeMs = timeOf(record.timestamp ?? record.createdAt);
  return { events: eventsOf(record), ...(timeMs !== undefined && { timeMs }) };
}

function eventsOf(record: JsonObject): SessionEvent[] | undefined {
  if (record.role === "user") return partsOf(record).flatMap(userEvents);
  if (record.role === "assistant") return assistantEvents(record);
  return record.role === "tool" || record.role === "system" ? [] : undefined;
}

function userEvents(part: JsonObject): SessionEvent[] {
  if (part.type === "tool_result") return [outputEvent(part)];
  const text = part.type === "text" ? joinedText(part) : "";
  if (text === "") return [];
  return [...factsEvent({ cwd: workspaceIn(text) }), { kind: "said", text: typedText(text) }];
}

function outputEvent(part: JsonObject): SessionEvent {
  const callId = textOf(part.tool_use_id) ?? "";
  return { kind: "output", callId, text: joinedText(part.content), end: part.is_error === true ? "failed" : "ok" };
}

function assistantEvents(record: JsonObject): SessionEvent[] {
  const parts = partsOf(record);
  return parts.flatMap((part, at): SessionEvent[] => {
    if (part.type === "tool_result") return [outputEvent(part)];
    if (part.type === "tool_use") {
      // Results are mostly not written: a call that waited for its own would never count.
      const call = { callId: "", name: stringOf(part.name) ?? "", input: part.input };
      return [...factsEvent({ cwd: commandFolder(part.input) }), { kind: "call", ...call }];
    }
    const text = part.type === "text" ? joinedText(part) : "";
    if (text === "") return [];
    const goesOn = parts.slice(at + 1).some((later) => later.type === "tool_use");
    return [{ kind: "answer", text, phase: goesOn ? "commentary" : "final" }];
  });
}
