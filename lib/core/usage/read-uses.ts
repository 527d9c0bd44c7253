import { createHash } from "node:crypto";
import { type LineHead, readLineHead } from "../agents/codex/line-head.ts";
import { parentThread } from "../agents/codex/parent-thread.ts";
import { RanReader } from "../agents/codex/ran/ran-reader.ts";
import { parseUserEvent } from "../agents/codex/said/user-event.ts";
import { UserTurns } from "../agents/codex/said/user-turns.ts";
import { parseSessionMeta } from "../agents/codex/session-meta.ts";
import type { LineSink } from "../evidence/line-sink.ts";
import { type JsonObject, objectOf, parseObject, stringOf, textOf } from "../text/json.ts";
import { type CitedMessage, CitedMessages } from "./cited-messages.ts";
import { hashOfCall } from "./hash-of-call.ts";
import { kindsOfRan } from "./kinds-of-ran.ts";
import { numberUses } from "./number-uses.ts";
import { rootOf } from "./root-of.ts";
import type { CitingLine, ReadingLine, SessionUses, UseWishes } from "./session-uses.ts";

/** Takes a transcript's lines, one part of its history after the other, and knows at the end what was used. */
export interface UseReader {
  /** Takes the lines of the next part. */
  nextPart(): LineSink;
  uses(): SessionUses;
}

/** A read that has not been told from replays of it yet. */
type Reading = Omit<ReadingLine, "occurrence">;

/** Where something stands: its line, and the time that is written there. */
interface Place {
  /** Among all lines of all parts. */
  readonly number: number;
  readonly part: number;
  readonly line: number;
  readonly timestamp: string;
}

/** Reads how a session used its memory. `namedId` is the id in the transcript's name, which wins over its lines. */
export function readUses(namedId: string | undefined, wishes: UseWishes): UseReader {
  const parents = new Map<string, string>();
  const turns = new UserTurns();
  const cited: CitedMessage<Place>[] = [];
  const messages = new CitedMessages<Place>((message) => cited.push(message));
  const reads: { readonly place: Place; readonly callId: string | undefined; readonly reading: Reading }[] = [];
  const commandsAt: number[] = [];
  let ownId = namedId;
  let firstOtherId: string | undefined;
  let cwd: string | undefined;
  let number = 0;
  let part = -1;

  const rans =
    wishes.reading &&
    new RanReader<Place>({
      ran(ran, { id, tool, at }) {
        if (ran.kind === "command" && ran.by === "agent") commandsAt.push(at.number);
        const kinds = kindsOfRan(ran, cwd, wishes.places);
        if (kinds.length === 0) return;
        const { line, timestamp } = at;
        const reading = { line, timestamp, tool, kinds, callHash: hashOfCall(id, tool, ran) };
        reads.push({ place: at, callId: id, reading });
      },
      replaced(callId) {
        commandsAt.pop();
        const last = reads.findLastIndex((read) => read.callId === callId);
        if (last >= 0) reads.splice(last, 1);
      },
    });
  const sawMeta = (payload: JsonObject) => {
    const meta = parseSessionMeta(payload);
    cwd ??= meta.cwd;
    ownId ??= meta.id;
    if (meta.id !== undefined && meta.id !== ownId) firstOtherId ??= meta.id;
    const parent = parentThread(payload);
    if (meta.id !== undefined && parent !== undefined && !parents.has(meta.id)) parents.set(meta.id, parent);
  };
  /** What was used since a line was taken back by the person. */
  const takeBack = (from: number) => {
    rans?.finish();
    messages.flush();
    const isKept = ({ place }: { readonly place: Place }) => place.number < from;
    cited.splice(0, cited.length, ...cited.filter(isKept));
    reads.splice(0, reads.length, ...reads.filter(isKept));
    commandsAt.splice(0, commandsAt.length, ...commandsAt.filter((at) => at < from));
  };
  const sawEvent = (payload: JsonObject, place: Place) => {
    rans?.event(payload, place);
    if (wishes.citing) messages.event(payload, place);
    const sent = parseUserEvent(payload);
    if (sent !== undefined) turns.sent({ ...sent, texts: [] }, number);
    else if (payload.type === "task_started" || payload.type === "turn_started") turns.began(number);
    else if (TURN_ENDS.has(String(payload.type))) turns.ended();
    else if (payload.type === "thread_rolled_back") {
      const range = turns.tookBack(Number(payload.num_turns), number);
      if (range !== undefined) takeBack(range.from);
    }
  };
  const sawItem = (payload: JsonObject, place: Place) => {
    rans?.item(payload, place);
    if (wishes.citing && payload.type === "message") messages.item(payload, place);
  };
  /** Most lines say in their first bytes that nothing of this is in them. */
  const mayMatter = (head: LineHead, bytes: Buffer, start: number, end: number) => {
    if (head.type === "session_meta" || head.type === "turn_context") return true;
    const { payloadType, completed } = head;
    const hasCitation = () => CITATIONS.some((text) => bytes.subarray(start, end).includes(text));
    if (head.type === "event_msg") {
      if (TURN_EVENTS.has(payloadType)) return true;
      if (payloadType === "agent_message" || completed === "AgentMessage") return wishes.citing && hasCitation();
      return (
        completed === "UserMessage" || (rans !== undefined && (RUNS.has(completed) || RUN_EVENTS.has(payloadType)))
      );
    }
    if (head.type !== "response_item" || payloadType === "other") return false;
    if (payloadType.endsWith("_output")) return rans?.needsOutputs === true;
    if (payloadType !== "message") return rans !== undefined;
    return (
      (wishes.citing && (messages.isWaiting || hasCitation())) ||
      (rans !== undefined && isUserCommand(bytes, start, end))
    );
  };

  const takeLine = (line: number, bytes: Buffer, start: number, end: number) => {
    number += 1;
    const head = readLineHead(bytes, start, end);
    if (head !== undefined && !mayMatter(head, bytes, start, end)) {
      if (head.type === "response_item" && head.payloadType !== "other") sawUnread(bytes, start, end, head);
      return;
    }
    const object = parseObject(bytes.toString("utf8", start, end));
    const payload = objectOf(object?.payload);
    if (object === undefined || payload === undefined) return;
    const place = { number, part, line, timestamp: stringOf(object.timestamp) ?? "" };
    if (object.type === "session_meta") sawMeta(payload);
    else if (object.type === "turn_context") cwd = textOf(payload.cwd) ?? cwd;
    else if (object.type === "event_msg") sawEvent(payload, place);
    else if (object.type === "response_item") {
      if (payload.type === "message" && payload.role === "user") turns.heard([], number);
      else turns.answered();
      sawItem(payload, place);
    }
  };
  /** A turn goes on with an item of the agent, and may begin with one of the person. */
  const sawUnread = (bytes: Buffer, start: number, end: number, head: LineHead) => {
    const isUser =
      head.payloadType === "message" && bytes.subarray(start, Math.min(end, start + HEAD_BYTES)).includes(USER);
    if (isUser) turns.heard([], number);
    else turns.answered();
  };

  return {
    nextPart() {
      part += 1;
      return {
        line: (bytes, start, end, _ending, { line }) => takeLine(line, bytes, start, end),
        unusable: () => {},
        endBlock: () => {},
      };
    },
    uses() {
      rans?.finish();
      messages.flush();
      const threadId = ownId ?? "";
      const root = rootOf(threadId, parents);
      return {
        threadId,
        rootThreadId: root === threadId ? (firstOtherId ?? root) : root,
        citing: citingLines(cited),
        reading: numberUses(
          reads.toSorted((a, b) => a.place.number - b.place.number).map(({ reading }) => reading),
          ({ callHash }) => callHash,
        ),
        commands: commandsAt.length,
      };
    },
  };
}

const CITATIONS = ["oai-mem-citation", '"memory_citation":{'].map((text) => Buffer.from(text));
const USER = Buffer.from('"role":"user"');
const USER_COMMAND = Buffer.from("<user_shell_command>");
/** A message's role stands among the first keys of its payload. */
const HEAD_BYTES = 300;
const TURN_ENDS = new Set(["task_complete", "turn_complete", "turn_aborted"]);
const TURN_EVENTS = new Set<string>([
  "user_message",
  "thread_rolled_back",
  "task_started",
  "turn_started",
  ...TURN_ENDS,
]);
const RUNS = new Set<string>(["CommandExecution", "McpToolCall", "FileChange", "WebSearch"]);
const RUN_EVENTS = new Set<string>(["exec_command_end", "mcp_tool_call_end", "patch_apply_end", "web_search_end"]);

function isUserCommand(bytes: Buffer, start: number, end: number): boolean {
  return bytes.subarray(start, end).includes(USER_COMMAND);
}

function citingLines(cited: readonly CitedMessage<Place>[]): CitingLine[] {
  const lines = cited.map(({ text, citation, place: { part, line, timestamp } }) => {
    const textHash = createHash("sha256").update(text).digest("hex");
    return { part, line, timestamp, citation, textHash };
  });
  return numberUses(lines, ({ textHash }) => textHash);
}
