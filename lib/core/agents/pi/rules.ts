import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, integerOf, timeOf } from "../record-values.ts";
import type { SessionEvent, SessionFacts } from "../session/session-event.ts";
import { isSlashCommand } from "../slash-command.ts";
import { doubleUnderscoreName } from "../tools/mcp-name.ts";
import { entryKey, header, isAside, messageOf } from "./records.ts";

/** pi: `sessions/--<cwd>--/<time>_<id>.jsonl`; observed with 1.6.0. It does not tell whether a person typed. */
export const PI: AgentFormat = {
  agent: "pi",
  read,
  mcpName: doubleUnderscoreName,
  glance: {
    ignored: [],
    marks: ['"role":"user"', '"mcp__', '"name":"web', '"session_info"'],
    needs: ["model", "provider"],
    kinds: [
      {
        head: /^\{"type":"message","id":"[^"\\]*","parentId":(?:null|"[^"\\]*"),"timestamp":"[^"\\]*","message":\{"role":"toolResult"/,
        marks: [],
        time: { which: "first", key: '"timestamp":"' },
      },
    ],
  },
};

function read(entry: JsonObject, facts: SessionFacts): RecordMeaning {
  const timeMs = timeOf(entry.timestamp);
  // A fork takes its parent's entries over as they are, with the times at which they were made.
  const { parentId, createdMs = 0 } = facts;
  const copied = parentId !== undefined && timeMs !== undefined && timeMs < createdMs && entry.type !== "session";
  const events = eventsOf(entry);
  const id = entryKey(entry);
  return {
    events,
    ...(timeMs !== undefined && { timeMs }),
    ...(id !== undefined && { id }),
    ...(copied && { copied }),
  };
}

function eventsOf(entry: JsonObject): SessionEvent[] | undefined {
  if (entry.type === "session") return factsEvent({ ...header(entry) });
  if (entry.type === "model_change") return factsEvent({ model: entry.modelId, provider: entry.provider });
  if (entry.type === "session_info") return factsEvent({ title: textOf(entry.name) });
  if (entry.type !== "message") return isAside(entry.type) ? [] : undefined;
  const found = messageOf(entry);
  if (found === undefined) return undefined;
  const { role, message } = found;
  if (role === "user") return userEvents(entry, message);
  if (role === "assistant") return assistantEvents(message);
  if (role === "toolResult") return resultEvents(message);
  if (role === "bashExecution") return shellEvents(message);
  return [];
}

/** Files named with `@` stand before the words; a picture's is empty. */
const FILES = /^(?:<(file|skill) name="[^"]*"[^>]*>[\s\S]*?<\/\1>\s*)+/;

function userEvents(entry: JsonObject, message: JsonObject): SessionEvent[] {
  const content = Array.isArray(message.content)
    ? message.content.filter((part) => objectOf(part)?.type !== "image")
    : message.content;
  const whole = joinedText(content);
  const files = FILES.exec(whole)?.[0] ?? "";
  const text = whole.slice(files.length);
  const key = entryKey(entry);
  const attached = files.replaceAll(/<file name="[^"]*"><\/file>\s*/g, "");
  return [
    ...(attached.trim() === "" ? [] : [{ kind: "context" as const, text: attached }]),
    ...(isSlashCommand(text) ? [] : [{ kind: "said" as const, text, ...(key !== undefined && { key }) }]),
  ];
}

function assistantEvents(message: JsonObject): SessionEvent[] {
  const parts = listOf(message.content).map(objectOf);
  const calls = parts.flatMap((part): SessionEvent[] => {
    if (part?.type !== "toolCall") return [];
    return [{ kind: "call", callId: stringOf(part.id) ?? "", name: stringOf(part.name) ?? "", input: part.arguments }];
  });
  const aborted = message.stopReason === "aborted";
  const phase = aborted ? "aborted" : calls.length > 0 || message.stopReason === "toolUse" ? "commentary" : "final";
  const text = joinedText(parts.filter((part) => part?.type === "text"));
  return [
    ...factsEvent({ model: textOf(message.model), provider: textOf(message.provider) }),
    ...(text === "" ? [] : [{ kind: "answer" as const, text, phase } as const]),
    ...calls,
    ...(aborted ? [{ kind: "stopped" as const, how: "aborted" as const }] : []),
  ];
}

const EXITED = /Command exited with code (\d+)\s*$/;
const ABORTED = /^(?:[\s\S]*\n)?(?:Command aborted|Operation aborted)\s*$/;

function resultEvents(message: JsonObject): SessionEvent[] {
  const text = joinedText(message.content);
  const failed = message.isError === true;
  const code = failed ? EXITED.exec(text)?.[1] : undefined;
  const end = failed && ABORTED.test(text) ? "aborted" : failed ? "failed" : "ok";
  const callId = stringOf(message.toolCallId) ?? "";
  return [{ kind: "output", callId, text, end, ...(code !== undefined && { exitCode: Number(code) }) }];
}

function shellEvents(message: JsonObject): SessionEvent[] {
  const command = textOf(message.command);
  if (command === undefined) return [];
  const exitCode = integerOf(message.exitCode);
  const output = stringOf(message.output) ?? "";
  return [{ kind: "shell", command, output, ...(exitCode !== undefined && { exitCode }) }];
}
