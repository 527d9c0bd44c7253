import { type JsonObject, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import { factsEvent, integerOf, timeOf } from "../record-values.ts";
import type { OutputEnd, SessionEvent, SessionFacts } from "../session/session-event.ts";
import { isSlashCommand } from "../slash-command.ts";
import { blocksIn } from "../tagged-blocks.ts";
import { doubleUnderscoreName } from "../tools/mcp-name.ts";
import { answerText, partsOf, printedText, responseText, typedText } from "./records.ts";

/** Qwen Code: `projects/<slug>/chats/<id>.jsonl`; observed with 0.24.4. Whether a person typed stands in its log. */
export const QWEN_CODE: AgentFormat = {
  agent: "qwen-code",
  read,
  mcpName: doubleUnderscoreName,
  glance: {
    ignored: [],
    marks: ['"type":"user"', '"mcp__', '"name":"web_'],
    needs: ["model", "cwd", "clientVersion"],
    kinds: [
      {
        head: /^\{"uuid":"[^"\\]*","parentUuid":(?:null|"[^"\\]*"),"sessionId":"[^"\\]*","timestamp":"[^"\\]*","type":"(?:tool_result|system)"/,
        marks: [],
        time: { which: "first", key: '"timestamp":"' },
      },
    ],
  },
};

function read(record: JsonObject, known: SessionFacts): RecordMeaning {
  const timeMs = timeOf(record.timestamp);
  const parent = textOf(objectOf(record.forkedFrom)?.sessionId);
  const copied = parent !== undefined && parent !== record.sessionId;
  const events = eventsOf(record, known);
  const id = textOf(record.uuid);
  const facts = factsEvent({
    cwd: textOf(record.cwd),
    branch: textOf(record.gitBranch),
    clientVersion: textOf(record.version),
    model: textOf(record.model),
    parentId: copied ? parent : undefined,
    reportsUsage: record.usageMetadata === undefined ? undefined : true,
  });
  return {
    events: events && [...facts, ...events],
    ...(timeMs !== undefined && { timeMs }),
    ...(id !== undefined && { id }),
    ...(copied && { copied }),
  };
}

function eventsOf(record: JsonObject, known: SessionFacts): SessionEvent[] | undefined {
  if (record.isSidechain === true) return [];
  switch (record.type) {
    case "user":
      return userEvents(record);
    case "assistant":
      return assistantEvents(record, known);
    case "tool_result":
      return partsOf(record).flatMap((part) => resultEvents(record, part));
    case "system":
      return [];
    default:
      return undefined;
  }
}

const SHELL = /^I ran the following shell command:\s*```\w*\n([\s\S]*?)\n```/;

function userEvents(record: JsonObject): SessionEvent[] {
  const parts = partsOf(record);
  if (record.subtype === "notification") return reportEvents(answerText(parts));
  const isTyped = record.provenance === undefined || record.provenance === "real_user";
  if (record.subtype !== undefined || !isTyped) return [];
  const text = typedText(parts);
  const command = SHELL.exec(text.trim())?.[1];
  if (command !== undefined) return [{ kind: "shell", command }];
  if (isSlashCommand(text)) return [];
  const key = textOf(record.uuid);
  return [{ kind: "said", text, ...(key !== undefined && { key }) }];
}

/** The report of a sub-agent that worked in the background. */
function reportEvents(text: string): SessionEvent[] {
  const report = blocksIn(text, "result")[0] ?? blocksIn(text, "summary")[0];
  return report === undefined ? [] : [{ kind: "report", text: report }];
}

function assistantEvents(record: JsonObject, known: SessionFacts): SessionEvent[] {
  const parts = partsOf(record);
  const calls = parts.flatMap((part): SessionEvent[] => {
    const call = objectOf(part.functionCall);
    if (call === undefined) return [];
    return [{ kind: "call", callId: textOf(call.id) ?? "", name: stringOf(call.name) ?? "", input: call.args }];
  });
  const text = answerText(parts);
  const cutOff = known.reportsUsage === true && record.usageMetadata === undefined;
  const phase = calls.length > 0 ? "commentary" : cutOff ? "aborted" : "final";
  const answer: SessionEvent[] = text === "" ? [] : [{ kind: "answer", text, phase }];
  return [...answer, ...calls, ...(phase === "aborted" ? [{ kind: "stopped" as const, how: "aborted" as const }] : [])];
}

const EXIT_CODE = /^Exit Code: (\d+)\s*$/m;

function resultEvents(record: JsonObject, part: JsonObject): SessionEvent[] {
  const response = objectOf(part.functionResponse);
  if (response === undefined) return [];
  const result = objectOf(record.toolCallResult);
  const text = responseText(part);
  const noted = EXIT_CODE.exec(text)?.[1];
  const exitCode =
    integerOf(objectOf(result?.resultDisplay)?.exitCode) ?? (noted === undefined ? undefined : Number(noted));
  const denied = result?.executionStatus === "not_started" || /did not allow|User denied/.test(text);
  const failed = result?.status === "error" || objectOf(response.response)?.error !== undefined;
  const end: OutputEnd =
    result?.status === "cancelled"
      ? denied
        ? "denied"
        : "aborted"
      : failed || (exitCode ?? 0) !== 0
        ? "failed"
        : "ok";
  const launched = /^Background agent launched/.test(text);
  const callId = textOf(response.id) ?? textOf(result?.callId) ?? "";
  return [
    {
      kind: "output",
      callId,
      text: printedText(text),
      end,
      ...(exitCode !== undefined && { exitCode }),
      ...(launched && { launched: true as const }),
    },
  ];
}
