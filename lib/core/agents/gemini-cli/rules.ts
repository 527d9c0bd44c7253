import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, timeOf } from "../record-values.ts";
import type { OutputEnd, SessionEvent } from "../session/session-event.ts";
import { singleUnderscoreName } from "../tools/mcp-name.ts";
import { shownServer, toolResultText, userMessage } from "./records.ts";

/**
 * Gemini CLI: `tmp/<project>/chats/session-<time>-<id8>.jsonl` (observed with 0.61.0) and the older `.json`, whose
 * messages are the same records. Its folder and whether a person typed stand beside the transcript.
 */
export const GEMINI_CLI: AgentFormat = {
  agent: "gemini-cli",
  read,
  mcpName: singleUnderscoreName,
  glance: {
    ignored: ['{"$set":{"lastUpdated"'],
    marks: ['"type":"user"', '"name":"mcp_', '"name":"google_web_search"', '"name":"web_fetch"', '"sessionId"'],
    needs: ["model"],
    kinds: [
      // Results of tools, which stand in the calls as well.
      {
        head: /^\{"id":"[^"\\]*","timestamp":"[^"\\]*","type":"user","content":\[\{"functionResponse":/,
        marks: [],
        time: { which: "first", key: '"timestamp":"' },
      },
      {
        head: /^\{"id":"[^"\\]*","timestamp":"[^"\\]*","type":"gemini"/,
        marks: ['"name":"mcp_', '"name":"google_web_search"', '"name":"web_fetch"'],
        time: { which: "first", key: '"timestamp":"' },
      },
      // History that is written again, of which only the first turn could be news.
      {
        head: /^\{"\$set":\{"messages":\[/,
        tail: /\],"lastUpdated":"[^"\\]*"\}\}$/,
        marks: [],
        time: { which: "last", key: '"lastUpdated":"' },
        needs: ["cwd"],
      },
    ],
  },
};

function read(record: JsonObject): RecordMeaning {
  const set = objectOf(record.$set);
  const timeMs = timeOf(record.timestamp ?? record.startTime ?? set?.lastUpdated);
  return { events: eventsOf(record, set), ...(timeMs !== undefined && { timeMs }) };
}

function eventsOf(record: JsonObject, set: JsonObject | undefined): SessionEvent[] | undefined {
  // Each resume and compaction writes the history once more, shortened: only a turn that stands nowhere else is new.
  if (set !== undefined) return listOf(set.messages).map(objectOf).flatMap(repeatedTurn);
  if (record.$rewindTo !== undefined) return [{ kind: "stopped", how: "undone" }];
  switch (record.type) {
    case "user":
      return userEvents(record);
    case "gemini":
      return modelEvents(record);
    case "info":
      return /cancel/i.test(joinedText(record.content)) ? [{ kind: "stopped", how: "aborted" }] : [];
    case "error":
    case "warning":
      return [];
    default:
      return record.projectHash === undefined && record.sessionId === undefined ? undefined : headerEvents(record);
  }
}

function headerEvents(record: JsonObject): SessionEvent[] {
  return factsEvent({
    nativeId: textOf(record.sessionId),
    createdMs: timeOf(record.startTime),
    cwd: textOf(listOf(record.directories)[0]),
    subagent: record.kind === "subagent" ? true : undefined,
  });
}

function userEvents(record: JsonObject): SessionEvent[] {
  const message = userMessage(record);
  const key = textOf(record.id);
  if (message.kind === "said") return [{ kind: "said", text: message.text, ...(key !== undefined && { key }) }];
  if (message.kind === "shell") return [message];
  return message.kind === "context" ? factsEvent({ cwd: message.cwd }) : [];
}

function repeatedTurn(message: JsonObject | undefined): SessionEvent[] {
  if (message?.type !== "user") return [];
  return userEvents(message).flatMap((event): SessionEvent[] => {
    if (event.kind === "said") return [{ ...event, repeats: true }];
    return event.kind === "facts" ? [event] : [];
  });
}

function modelEvents(record: JsonObject): SessionEvent[] {
  const model = textOf(record.model);
  // History that is written again, after a call was denied, has parts for its text and no model.
  if (Array.isArray(record.content) && model === undefined) return [];
  const text = joinedText(record.content);
  const calls = listOf(record.toolCalls).map(objectOf).flatMap(callEvents);
  const messageId = textOf(record.id);
  const phase = calls.length > 0 ? "commentary" : "open";
  const of = messageId === undefined ? {} : { messageId };
  return [
    ...factsEvent({ model }),
    ...(text === "" ? [] : [{ kind: "answer" as const, text, phase, whole: true, ...of } as const]),
    ...calls.map((event) => (event.kind === "call" ? { ...event, ...of } : event)),
  ];
}

const DENIED = /User denied|did not allow/;
const EXIT_CODE = /^Exit Code: (\d+)\s*$/m;
const ENDS: Readonly<Record<string, OutputEnd>> = { success: "ok", error: "failed", cancelled: "aborted" };

function callEvents(call: JsonObject | undefined): SessionEvent[] {
  if (call === undefined) return [];
  const callId = textOf(call.id) ?? "";
  const name = stringOf(call.name) ?? "";
  const mcp = shownServer(call);
  const made: SessionEvent = { kind: "call", callId, name, input: call.args, ...(mcp !== undefined && { mcp }) };
  const ended = ENDS[stringOf(call.status) ?? ""];
  if (ended === undefined) return [made];
  const text = toolResultText(call.result);
  const code = EXIT_CODE.exec(text)?.[1];
  const end =
    ended === "aborted" && DENIED.test(text) ? "denied" : ended === "ok" && (code ?? "0") !== "0" ? "failed" : ended;
  return [made, { kind: "output", callId, text, end, ...(code !== undefined && { exitCode: Number(code) }) }];
}
