import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { withoutOwnTexts } from "../own-texts.ts";
import { joinedText } from "../part-texts.ts";
import { factsEvent, timeOf } from "../record-values.ts";
import type { AnswerPhase, Channel, SessionEvent } from "../session/session-event.ts";
import { doubleUnderscoreName } from "../tools/mcp-name.ts";
import { isAside, isBookkeeping, queuedPrompt, type ToolResult, userRow } from "./records.ts";

/** What rows of the person have; those of older clients name no source, and their texts stand where results do. */
const TYPED_MARKS = [
  '"promptSource":"',
  '"origin":{"kind":"',
  '"role":"user","content":"',
  '"role":"user","content":[{"type":"text"',
  '"role":"user","content":[{"type":"image"',
];

/** Claude Code: `projects/<slug>/<id>.jsonl`; observed with 2.1.332, older rows by what wraps the harness's texts. */
export const CLAUDE_CODE: AgentFormat = {
  agent: "claude-code",
  read,
  mcpName: doubleUnderscoreName,
  glance: {
    ignored: [
      '{"type":"api-request',
      '{"type":"file-history-snapshot"',
      '{"type":"last-prompt"',
      '{"type":"cost-state"',
    ],
    marks: [...TYPED_MARKS, '"queued_command"', '"custom-title"', '"mcp__', '"WebSearch"', '"WebFetch"'],
    needs: ["model", "cwd", "clientVersion"],
    kinds: [
      {
        head: /^\{"parentUuid":(?:null|"[^"\\]*"),"isSidechain":(?:true|false),"attachment":\{"type":"(?!queued_command")[^"\\]*"/,
        marks: [],
        time: { which: "last", key: '"timestamp":"' },
      },
      {
        head: /^\{"parentUuid":(?:null|"[^"\\]*"),"isSidechain":(?:true|false),"message":\{"id":"[^"\\]*","type":"message","role":"assistant"/,
        marks: ['"mcp__', '"WebSearch"', '"WebFetch"'],
        time: { which: "last", key: '"timestamp":"' },
      },
      {
        head: /^\{"parentUuid":(?:null|"[^"\\]*"),"isSidechain":(?:true|false),(?:"promptId":"[^"\\]*",)?"type":"user"/,
        marks: TYPED_MARKS,
        time: { which: "last", key: '"timestamp":"' },
      },
    ],
  },
};

function read(record: JsonObject): RecordMeaning {
  const timeMs = timeOf(record.timestamp);
  const id = textOf(record.uuid);
  return { events: eventsOf(record), ...(timeMs !== undefined && { timeMs }), ...(id !== undefined && { id }) };
}

function eventsOf(record: JsonObject): SessionEvent[] | undefined {
  if (record.type === "user") return [...factsOf(record), ...(isAside(record) ? [] : userEvents(record))];
  if (record.type === "assistant") return [...factsOf(record), ...(isAside(record) ? [] : assistantEvents(record))];
  if (record.type === "custom-title") return factsEvent({ title: record.customTitle });
  const queued = record.type === "attachment" ? queuedPrompt(record) : undefined;
  if (queued !== undefined) return isHarnessText(queued) ? [] : [said(record, queued, "repeats")];
  return isBookkeeping(record.type) ? [] : undefined;
}

function factsOf(record: JsonObject): SessionEvent[] {
  const model = objectOf(record.message)?.model;
  return factsEvent({
    cwd: textOf(record.cwd),
    branch: textOf(record.gitBranch),
    clientVersion: textOf(record.version),
    model: model === SYNTHETIC_MODEL ? undefined : textOf(model),
  });
}

/** The client writes its own error messages as answers of this model. */
const SYNTHETIC_MODEL = "<synthetic>";

function userEvents(record: JsonObject): SessionEvent[] {
  const { text, results, author } = userRow(record);
  const events = results.flatMap((result) => resultEvents(record, result));
  if (text.trim() === "") return events;
  if (author === "human") return [...events, said(record, text)];
  if (INTERRUPTED.test(text)) return [...events, { kind: "stopped", how: "aborted" }];
  const harness = harnessEvents(text);
  if (harness !== undefined) return [...events, ...harness];
  // Rows of older clients say nothing of their author: what no wrapper encloses was typed, beside an editor's blocks too.
  if (author === undefined && results.length === 0 && !isHarnessText(withoutOwnTexts(text)))
    return [said(record, text)];
  return events;
}

const INTERRUPTED = /^\s*\[Request interrupted by user/;

/** What the harness writes for the person's `!` lines and for the reports of sub-agents. */
function harnessEvents(text: string): SessionEvent[] | undefined {
  const command = within(text, "bash-input");
  if (command !== undefined) return [{ kind: "shell", command }];
  if (text.trimStart().startsWith("<bash-stdout>")) {
    const printed = [within(text, "bash-stdout"), within(text, "bash-stderr")].filter((part) => part?.trim());
    return printed.length === 0 ? [] : [{ kind: "context", text: printed.join("\n") }];
  }
  if (!text.trimStart().startsWith("<task-notification>")) return undefined;
  const report = within(text, "result") ?? within(text, "summary");
  return report === undefined ? [] : [{ kind: "report", text: report }];
}

function within(text: string, tag: string): string | undefined {
  const from = text.indexOf(`<${tag}>`);
  const to = text.lastIndexOf(`</${tag}>`);
  return from < 0 || to < from ? undefined : text.slice(from + tag.length + 2, to);
}

const WRAPPERS =
  /^\s*(?:<(?:command-|local-command-|bash-|task-notification|system-reminder|user-memory-input|ide_|teammate-message)|\[Request interrupted|Caveat: The messages below were generated|This session is being continued from a previous conversation)/;

function isHarnessText(text: string): boolean {
  return WRAPPERS.test(text);
}

function said(record: JsonObject, text: string, repeats?: "repeats"): SessionEvent {
  const key = textOf(record.uuid);
  const channel = channelOf(record);
  return {
    kind: "said",
    text,
    ...(key !== undefined && { key }),
    ...(channel !== undefined && { channel }),
    ...(repeats !== undefined && { repeats: true as const }),
  };
}

/** Clients in editors name themselves; every other entry point but the terminal runs without a person. */
export function channelOf(record: JsonObject): Channel | undefined {
  const entry = stringOf(record.entrypoint);
  if (entry === undefined) return undefined;
  return entry === "cli" || /vscode|jetbrains|desktop/.test(entry) ? "cli" : "exec";
}

const DENIED = /^The user doesn't want to (?:proceed with this tool use|take this action)/;
/** What the person answered instead of allowing a call. */
const DENIAL_REASON = /the user said:\s*\n?([\s\S]*?)(?:\n\nNote: The user's next message[\s\S]*)?$/;
const EXIT_CODE = /^(?:Error: )?Exit code (\d+)\b/;

function resultEvents(record: JsonObject, { callId, text, isError }: ToolResult): SessionEvent[] {
  const detail = objectOf(record.toolUseResult);
  const code = EXIT_CODE.exec(text)?.[1];
  const isDenied = record.toolDenialKind !== undefined || (isError && DENIED.test(text));
  const isAborted = detail?.interrupted === true || INTERRUPTED.test(text);
  const end = isDenied ? "denied" : isAborted ? "aborted" : isError ? "failed" : "ok";
  const launched = detail?.isAsync === true || detail?.status === "async_launched";
  const output: SessionEvent = {
    kind: "output",
    callId,
    text,
    end,
    ...(code !== undefined && { exitCode: Number(code) }),
    ...(launched && { launched: true as const }),
  };
  const reason = isDenied ? textOf(DENIAL_REASON.exec(text)?.[1]) : undefined;
  return reason === undefined ? [output] : [output, said(record, reason)];
}

function assistantEvents(record: JsonObject): SessionEvent[] {
  const message = objectOf(record.message);
  if (message === undefined) return [];
  const messageId = textOf(message.id);
  const of = messageId === undefined ? {} : { messageId };
  const phase = phaseOf(record, message);
  if (message.model === SYNTHETIC_MODEL || record.isApiErrorMessage === true) {
    return [{ kind: "context", text: joinedText(message.content) }];
  }
  return (typeof message.content === "string" ? [{ type: "text", text: message.content }] : listOf(message.content))
    .map(objectOf)
    .flatMap((part): SessionEvent[] => {
      if (part?.type === "text") return [{ kind: "answer", text: joinedText(part), phase, ...of }];
      if (part?.type === "tool_use" || part?.type === "server_tool_use") {
        const [callId = "", name = ""] = [stringOf(part.id), stringOf(part.name)];
        return [{ kind: "call", callId, name, input: part.input, ...of }];
      }
      return [];
    });
}

function phaseOf(record: JsonObject, message: JsonObject): AnswerPhase {
  if (record.isAbortedMidStream === true) return "aborted";
  if (message.stop_reason === "tool_use") return "commentary";
  return typeof message.stop_reason === "string" ? "final" : "open";
}
