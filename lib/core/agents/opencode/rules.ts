import { hash } from "node:crypto";
import { type JsonObject, objectOf, stringOf, textOf } from "../../text/json.ts";
import type { AgentFormat, RecordMeaning } from "../agent-format.ts";
import type { AgentName } from "../agent-name.ts";
import { foldText } from "../fold-text.ts";
import { compactValue, withoutMedia } from "../part-texts.ts";
import { factsEvent, integerOf, timeOf } from "../record-values.ts";
import type { AnswerPhase, SessionEvent, SessionFacts } from "../session/session-event.ts";
import { blocksIn } from "../tagged-blocks.ts";
import { joinedName } from "../tools/mcp-name.ts";
import { isOfUnknownParts, type Message, messageOf, ownTexts, sessionFacts, unquoted } from "./records.ts";

/** Tools of the product itself with an underscore in their names. */
const OWN_TOOLS = new Set("apply_patch plan_enter plan_exit todo_write todo_read code_search web_search".split(" "));

/** OpenCode: the tables `session`, `message` and `part` of `opencode.db`; observed with 1.18.33. */
export const OPENCODE: AgentFormat = formatOf("opencode");
/** Kilo is a fork of OpenCode with the same tables in `kilo.db`; observed with 7.7.7. */
export const KILO: AgentFormat = formatOf("kilo");

function formatOf(agent: AgentName): AgentFormat {
  return { agent, read, mcpName: joinedName("_", OWN_TOOLS) };
}

/** A record is the session's row (`{session}`) or one message with its parts (`{info, parts}`), as an export has them. */
function read(record: JsonObject, facts: SessionFacts): RecordMeaning {
  const session = objectOf(record.session);
  if (session !== undefined) {
    const updatedMs = timeOf(session.time_updated ?? objectOf(session.time)?.updated);
    return { events: factsEvent(sessionFacts(session)), ...(updatedMs !== undefined && { timeMs: updatedMs }) };
  }
  const message = messageOf(record);
  if (message === undefined) return { events: undefined };
  const timeMs = message.createdMs;
  // A fork takes its parent's messages over with the times at which they were made.
  const copied = timeMs !== undefined && facts.createdMs !== undefined && timeMs < facts.createdMs;
  return { events: eventsOf(message), ...(timeMs !== undefined && { timeMs }), ...(copied && { copied }) };
}

function eventsOf(message: Message): SessionEvent[] | undefined {
  if (isOfUnknownParts(message)) return undefined;
  if (message.info.role === "user") return userEvents(message);
  if (message.info.role === "assistant") return assistantEvents(message);
  return undefined;
}

function userEvents({ info, parts, createdMs }: Message): SessionEvent[] {
  const model = objectOf(info.model);
  const facts = factsEvent({ model: textOf(model?.modelID), provider: textOf(model?.providerID) });
  if (parts.some((part) => part.type === "compaction")) return facts;
  const texts = ownTexts(parts);
  const given = texts.map(unquoted);
  const text = given.join("\n");
  const isPiped = given.some((each, at) => each !== texts[at]);
  // Forks give copies new ids; what stays is the time, and the words, of which a hash tells as much.
  const words = hash("sha256", foldText(text), "hex").slice(0, KEY_DIGITS);
  const key = `${createdMs ?? textOf(info.id) ?? ""}:${words}`;
  return [...facts, { kind: "said", text, key, ...(isPiped && { channel: "exec" as const }) }];
}

/** Two turns of the same millisecond with the same digits are one turn. */
const KEY_DIGITS = 12;

function assistantEvents({ info, parts }: Message): SessionEvent[] {
  if (info.summary === true || info.mode === "compaction" || info.agent === "compaction") return [];
  const facts = factsEvent({
    model: textOf(info.modelID),
    provider: textOf(info.providerID),
    cwd: textOf(objectOf(info.path)?.cwd),
  });
  const aborted = /Abort/.test(stringOf(objectOf(info.error)?.name) ?? "");
  // What the agent does begins with a step; a command of the person's `!` has none.
  const byUser = !parts.some((part) => part.type === "step-start");
  const events = parts.flatMap((part, at): SessionEvent[] => {
    if (part.type === "tool") return toolEvents(part, byUser);
    const text = ownTexts([part]).join("");
    if (text.trim() === "") return [];
    const goesOn = parts.slice(at + 1).some((later) => later.type === "tool");
    const phase: AnswerPhase = aborted ? "aborted" : goesOn || info.finish === "tool-calls" ? "commentary" : "final";
    return [{ kind: "answer", text: withoutMedia(text), phase }];
  });
  return [...facts, ...events, ...(aborted ? [{ kind: "stopped" as const, how: "aborted" as const }] : [])];
}

const REJECTED = /^The user rejected permission/;
const FEEDBACK = /with the following feedback:\s*([\s\S]*)$/;
const ABORTED = /^Tool execution aborted/;
const ABORTED_BY_USER = /<shell_metadata>\s*User aborted the command/;

function isAborted(text: string): boolean {
  return ABORTED.test(text) || (text.includes("<shell_metadata>") && ABORTED_BY_USER.test(text));
}

function toolEvents(part: JsonObject, byUser: boolean): SessionEvent[] {
  const state = objectOf(part.state) ?? {};
  const callId = textOf(part.callID) ?? textOf(part.id) ?? "";
  const name = stringOf(part.tool) ?? "";
  const call: SessionEvent = { kind: "call", callId, name, input: state.input ?? {}, ...(byUser && { byUser }) };
  if (state.status !== "completed" && state.status !== "error") return [call];
  const failed = state.status === "error";
  const whole = failed ? compactValue(state.error ?? "") : compactValue(state.output ?? "");
  const text = blocksIn(whole, "task_result")[0]?.trim() ?? whole;
  const exitCode = integerOf(objectOf(state.metadata)?.exit);
  const code = exitCode ?? 0;
  const denied = failed && REJECTED.test(whole);
  const end = denied ? "denied" : isAborted(whole) ? "aborted" : failed || code !== 0 ? "failed" : "ok";
  const feedback = denied ? textOf(FEEDBACK.exec(whole)?.[1]) : undefined;
  return [
    call,
    { kind: "output", callId, text, end, ...(exitCode !== undefined && { exitCode }) },
    ...(feedback === undefined ? [] : [{ kind: "said" as const, text: feedback, key: `${callId}:feedback` }]),
  ];
}
