import { createHash } from "node:crypto";
import { readLineHead } from "../agents/codex/line-head.ts";
import { parseSessionMeta } from "../agents/codex/session-meta.ts";
import type { Citation } from "../citations/citation.ts";
import { parseCitation } from "../citations/citation-scanner.ts";
import type { LineSink } from "../evidence/line-sink.ts";
import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../text/json.ts";
import { classifyCommand } from "./classify-command.ts";
import { numberLines } from "./line-numbers.ts";
import type { MemoryKind } from "./memory-kind.ts";
import { shellCallOf } from "./tool-call.ts";

/** An assistant message that cites memory. */
export interface CitingLine {
  /** Its line in the transcript, 1-based. */
  readonly line: number;
  /** The line's own time, as it is written. */
  readonly timestamp: string;
  readonly citation: Citation;
  /** Hash of the message's text, and which message with that text it is in this transcript, from 1. */
  readonly textHash: string;
  readonly occurrence: number;
}

/** A tool call that read memory files. */
export interface ReadingLine {
  readonly line: number;
  readonly timestamp: string;
  readonly tool: string;
  readonly kinds: readonly MemoryKind[];
}

/** What is wanted of a transcript. What nobody takes is not looked for. */
export interface UseListener {
  readonly citing?: (message: CitingLine) => void;
  readonly reading?: (call: ReadingLine) => void;
}

/** Takes a transcript's lines, tells its listener as they come, and knows at the end whose transcript it was. */
export interface UseReader extends LineSink {
  readonly threadId: string;
  /** The thread this one goes back to: forks copy the turns of their parents. */
  readonly rootThreadId: string;
  /** Tool calls that ran a command, whether it read memory or not. */
  readonly shellCalls: number;
}

const CITATION_BYTES = Buffer.from("oai-mem-citation");

/** Reads how a session used its memory. `namedId` is the id in the transcript's name, which wins over its lines. */
export function readUses(namedId: string | undefined, listener: UseListener): UseReader {
  const parents = new Map<string, string>();
  const seen = new Map<string, number>();
  let ownId = namedId;
  let cwd: string | undefined;
  let shellCalls = 0;

  const sawMeta = (payload: JsonObject) => {
    const meta = parseSessionMeta(payload);
    cwd ??= meta.cwd;
    ownId ??= meta.id;
    if (meta.id !== undefined && meta.forkedFromId !== undefined) parents.set(meta.id, meta.forkedFromId);
  };
  const sawMessage = (line: number, timestamp: string, payload: JsonObject) => {
    if (payload.role !== "assistant") return;
    const text = listOf(payload.content)
      .map((part) => stringOf(objectOf(part)?.text) ?? "")
      .join("");
    const citation = parseCitation(text);
    if (citation === undefined) return;
    const textHash = createHash("sha256").update(text).digest("hex");
    const occurrence = (seen.get(textHash) ?? 0) + 1;
    seen.set(textHash, occurrence);
    listener.citing?.({ line, timestamp, citation, textHash, occurrence });
  };
  const sawItem = (line: number, timestamp: string, payload: JsonObject) => {
    if (payload.type === "message") {
      if (listener.citing !== undefined) sawMessage(line, timestamp, payload);
      return;
    }
    const call = listener.reading && shellCallOf(payload, cwd);
    if (call === undefined) return;
    shellCalls += 1;
    const kinds = classifyCommand(call.ran);
    if (kinds.length > 0) listener.reading?.({ line, timestamp, tool: call.tool, kinds });
  };
  /** Most lines say in their first bytes that nothing of this is in them. */
  const mayMatter = (bytes: Buffer, start: number, end: number) => {
    const head = readLineHead(bytes, start, end);
    if (head === undefined || head.type === "session_meta" || head.type === "turn_context") return true;
    if (head.type !== "response_item") return false;
    const line = bytes.subarray(start, end);
    if (head.payloadType === "message") return listener.citing !== undefined && line.includes(CITATION_BYTES);
    const isCall = head.payloadType === "function_call" || head.payloadType === "local_shell_call";
    return isCall && listener.reading !== undefined;
  };

  const numbered = numberLines((number, bytes, start, end) => {
    if (!mayMatter(bytes, start, end)) return;
    const line = parseObject(bytes.toString("utf8", start, end));
    const payload = objectOf(line?.payload);
    if (line === undefined || payload === undefined) return;
    if (line.type === "session_meta") sawMeta(payload);
    else if (line.type === "turn_context") cwd = textOf(payload.cwd) ?? cwd;
    else if (line.type === "response_item") sawItem(number, stringOf(line.timestamp) ?? "", payload);
  });
  return {
    line: numbered.line,
    unusable: numbered.unusable,
    endBlock: numbered.endBlock,
    get threadId() {
      return ownId ?? "";
    },
    get rootThreadId() {
      return rootOf(ownId ?? "", parents);
    },
    get shellCalls() {
      return shellCalls;
    },
  };
}

/** Follows forks of forks; a circle of made-up parents ends where it began. */
function rootOf(id: string, parents: ReadonlyMap<string, string>): string {
  const passed = new Set([id]);
  for (let at = parents.get(id); at !== undefined; at = parents.get(at)) {
    if (passed.has(at)) return id;
    passed.add(at);
    id = at;
  }
  return id;
}
