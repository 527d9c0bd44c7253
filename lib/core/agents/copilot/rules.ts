import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, integerOf, timeOf } from "../record-values.ts";
import type { OutputEnd, SessionEvent } from "../session/session-event.ts";
import { isSlashCommand } from "../slash-command.ts";
import { joinedName } from "../tools/mcp-name.ts";
import { type CopilotEvent, copilotEvent, isAside, startFacts } from "./records.ts";

/** Tools of the client itself that have the sign in their name by which those of MCP servers are told. */
const OWN_TOOLS = new Set<string>([]);

/** Copilot CLI: `session-state/<id>/events.jsonl`; observed with 1.0.102. It does not tell whether a person typed. */
export const COPILOT: AgentFormat = {
  agent: "copilot",
  read,
  mcpName: joinedName("-", OWN_TOOLS),
  glance: {
    ignored: [
      '{"type":"session.binary_asset"',
      '{"type":"model.',
      '{"type":"system.message"',
      '{"type":"hook.',
      '{"type":"assistant.turn_',
    ],
    marks: ['{"type":"user.message"', '{"type":"tool.execution_start"', '{"type":"permission.completed"'],
    needs: ["model", "provider", "cwd"],
    kinds: [
      {
        head: /^\{"type":"(?!user\.message"|tool\.execution_start"|permission\.completed")[^"\\]*"/,
        marks: [],
        time: { which: "last", key: '"timestamp":"' },
      },
    ],
  },
};

function read(record: JsonObject): RecordMeaning {
  const timeMs = timeOf(record.timestamp);
  const event = copilotEvent(record);
  const id = event?.id;
  return {
    events: event && eventsOf(event),
    ...(timeMs !== undefined && { timeMs }),
    ...(id !== undefined && { id }),
  };
}

function eventsOf(event: CopilotEvent): SessionEvent[] | undefined {
  const { type, data } = event;
  if (type === "session.start" || type === "session.resume") return factsEvent(startFacts(data));
  if (type === "session.usage_record") {
    return factsEvent({ provider: textOf(objectOf(data.usage)?.modelProvider), model: objectOf(data.usage)?.model });
  }
  // What a sub-agent does stands in the same file; its report is the result of the call that started it.
  if (event.isSubagent) return [];
  switch (type) {
    case "user.message":
      return userEvents(event);
    case "assistant.message":
      return assistantEvents(data);
    case "tool.execution_start":
    case "tool.user_requested":
      return [callEvent(data, type === "tool.user_requested")];
    case "tool.execution_complete":
      return completeEvents(data);
    case "permission.completed":
      return permissionEvents(event);
    case "abort":
      return [{ kind: "stopped", how: "aborted" }];
    default:
      return isAside(type) || type.startsWith("tool.") ? [] : undefined;
  }
}

function userEvents({ data, id }: CopilotEvent): SessionEvent[] {
  // Skills, schedules and other agents name themselves as the source of what is put in the person's place.
  const source = textOf(data.source);
  const text = joinedText(data.content);
  if (source !== undefined && source !== "user") return [{ kind: "context", text }];
  if (isSlashCommand(text)) return [];
  return [{ kind: "said", text, ...(id !== undefined && { key: id }) }];
}

function assistantEvents(data: JsonObject): SessionEvent[] {
  const text = joinedText(data.content);
  const facts = factsEvent({ model: textOf(data.model) });
  if (text === "") return facts;
  const phase = listOf(data.toolRequests).length > 0 ? "commentary" : "final";
  return [...facts, { kind: "answer", text, phase }];
}

function callEvent(data: JsonObject, byUser: boolean): SessionEvent {
  const server = textOf(data.mcpServerName);
  const tool = textOf(data.mcpToolName);
  return {
    kind: "call",
    callId: stringOf(data.toolCallId) ?? "",
    name: stringOf(data.toolName) ?? "",
    input: data.arguments,
    ...(server !== undefined && tool !== undefined && { mcp: { server, tool } }),
    ...(byUser && { byUser: true as const }),
  };
}

/** The client's own line below what a command printed. */
const SHELL_NOTE = /\n?<shellId: \S+ completed with exit code (\d+)>\s*$/;
const BACKGROUND = /^<command with shellId: \S+ (?:moved to background|is still running)/;

function completeEvents(data: JsonObject): SessionEvent[] {
  const result = objectOf(data.result);
  const error = objectOf(data.error);
  const whole = joinedText(result?.content) || joinedText(result?.contents) || joinedText(error?.message);
  const noted = SHELL_NOTE.exec(whole)?.[1];
  const exitCode =
    integerOf(objectOf(data.shellExecution)?.exitCode) ?? (noted === undefined ? undefined : Number(noted));
  const code = textOf(error?.code) ?? "";
  const end: OutputEnd = /reject|denied/.test(code)
    ? "denied"
    : BACKGROUND.test(whole)
      ? "aborted"
      : data.success === false || (exitCode ?? 0) !== 0
        ? "failed"
        : "ok";
  const callId = stringOf(data.toolCallId) ?? "";
  const text = whole.replace(SHELL_NOTE, "");
  return [{ kind: "output", callId, text, end, ...(exitCode !== undefined && { exitCode }) }];
}

/** A call that was not allowed never ran; what the person said instead is theirs. */
function permissionEvents({ data, id }: CopilotEvent): SessionEvent[] {
  const result = objectOf(data.result);
  const kind = textOf(result?.kind) ?? "";
  if (!/^denied|^rejected|^cancelled/.test(kind)) return [];
  const callId = stringOf(data.toolCallId);
  const feedback = kind === "cancelled" ? undefined : textOf(result?.feedback);
  const text = `The call was not allowed (${kind}).`;
  return [
    ...(callId === undefined ? [] : [{ kind: "output" as const, callId, text, end: "denied" as const }]),
    ...(feedback === undefined ? [] : [{ kind: "said" as const, text: feedback, ...(id && { key: id }) }]),
  ];
}
