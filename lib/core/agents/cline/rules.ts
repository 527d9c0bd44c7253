import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, timeOf } from "../record-values.ts";
import type { SessionEvent } from "../session/session-event.ts";
import { isSlashCommand } from "../slash-command.ts";
import { serverFirstName } from "../tools/mcp-name.ts";
import { documentFacts, sessionFacts, toolResult, typedText } from "./records.ts";

/**
 * Cline: `data/sessions/<id>/<id>.messages.json`, one document that is written anew each time, with `<id>.json` beside
 * it; observed with 3.0.65. A record is the one, the head of the other, or one of its messages.
 */
export const CLINE: AgentFormat = {
  agent: "cline",
  read,
  mcpName: serverFirstName,
  glance: {
    ignored: [],
    needs: [],
    kinds: [
      {
        head: /^\{"id":"[^"\\]*","role":"user","content":\[\{"type":"tool_result"/,
        marks: ['"text":"<user_input', "ed by the user"],
        time: { which: "last", key: '"ts":' },
      },
      {
        head: /^\{"id":"[^"\\]*","role":"assistant"/,
        // Of what the agent did only calls of other MCP servers and of the web tell something.
        marks: [
          "__",
          ...'"name":"web "name":"Web "name":"google_web_search" "name":"codesearch" "name":"fetch_web'.split(" "),
          ...'"name":"use_mcp_tool" "name":"CallMcpTool"'.split(" "),
        ],
        time: { which: "last", key: '"ts":' },
        needs: ["model", "provider"],
      },
    ],
  },
};

function read(record: JsonObject): RecordMeaning {
  const timeMs = timeOf(record.ts);
  const id = textOf(record.id);
  return { events: eventsOf(record), ...(timeMs !== undefined && { timeMs }), ...(id !== undefined && { id }) };
}

function eventsOf(record: JsonObject): SessionEvent[] | undefined {
  if (record.role === "user") return contentOf(record).flatMap((part) => userEvents(record, part));
  if (record.role === "assistant") return assistantEvents(record);
  if (record.session_id !== undefined) return factsEvent(sessionFacts(record));
  const isHead = record.sessionId !== undefined || objectOf(record.origin) !== undefined;
  return isHead ? factsEvent(documentFacts(record)) : undefined;
}

function contentOf(record: JsonObject): readonly JsonObject[] {
  if (typeof record.content === "string") return [{ type: "text", text: record.content }];
  return listOf(record.content)
    .map(objectOf)
    .filter((part) => part !== undefined);
}

function userEvents(record: JsonObject, part: JsonObject): SessionEvent[] {
  if (part.type === "tool_result") return resultEvents(part);
  const whole = part.type === "text" ? stringOf(part.text) : undefined;
  if (whole === undefined) return [];
  const text = typedText(whole);
  if (text === undefined) return [{ kind: "context", text: joinedText(part) }];
  if (isSlashCommand(text)) return [];
  const key = [textOf(record.id), record.ts].filter((each) => each !== undefined).join("@");
  return [{ kind: "said", text: joinedText(text), ...(key !== "" && { key }) }];
}

const REJECTED = /rejected by the user|denied by the user/;
const FEEDBACK = /feedback:\s*([\s\S]+)$/i;

function resultEvents(part: JsonObject): SessionEvent[] {
  const { text, failed, parts } = toolResult(part.content);
  const isError = part.is_error === true || failed;
  const denied = isError && REJECTED.test(text);
  const end = denied ? "denied" : isError ? "failed" : "ok";
  const callId = textOf(part.tool_use_id) ?? "";
  const [first] = parts;
  const code = parts.length === 1 ? first?.exitCode : undefined;
  const feedback = denied ? textOf(FEEDBACK.exec(text)?.[1]) : undefined;
  return [
    {
      kind: "output",
      callId,
      text,
      end,
      ...(code !== undefined && { exitCode: code }),
      ...(parts.length > 0 && { parts }),
    },
    ...(feedback === undefined ? [] : [{ kind: "said" as const, text: feedback, key: `${callId}:feedback` }]),
  ];
}

function assistantEvents(record: JsonObject): SessionEvent[] {
  const parts = contentOf(record);
  const model = objectOf(record.modelInfo);
  const calls = parts.flatMap((part): SessionEvent[] => {
    if (part.type !== "tool_use") return [];
    return [{ kind: "call", callId: textOf(part.id) ?? "", name: stringOf(part.name) ?? "", input: part.input }];
  });
  const text = joinedText(parts.filter((part) => part.type === "text"));
  const phase = calls.length > 0 ? "commentary" : "final";
  return [
    ...factsEvent({ model: textOf(model?.id), provider: textOf(model?.provider) }),
    ...(text === "" ? [] : [{ kind: "answer" as const, text, phase } as const]),
    ...calls,
  ];
}
