import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../../text/json.ts";
import { compactValue } from "../part-texts.ts";
import { timeOf } from "../record-values.ts";
import type { OutputPart } from "../session/session-event.ts";
import { blocksIn } from "../tagged-blocks.ts";

/** What `<id>.json` beside the messages says of the session. */
export function sessionFacts(record: JsonObject) {
  const metadata = objectOf(record.metadata) ?? parseObject(stringOf(record.metadata) ?? "");
  const git = objectOf(metadata?.git);
  const interactive = record.interactive ?? metadata?.interactive;
  return {
    nativeId: textOf(record.session_id),
    cwd: textOf(record.cwd) ?? textOf(record.workspace_root),
    model: textOf(record.model),
    provider: textOf(record.provider),
    branch: textOf(git?.branch),
    gitUrl: textOf(git?.url),
    title: textOf(metadata?.title),
    createdMs: timeOf(record.started_at),
    clientVersion: textOf(objectOf(metadata?.sessionHistoryOrigin)?.version),
    channel: interactive === false ? "exec" : interactive === true ? "cli" : undefined,
  };
}

/** What the document of the messages says of itself. */
export function documentFacts(record: JsonObject) {
  const isSubagent = (textOf(record.sessionId) ?? "").includes("__agent_") || record.agent === "subagent";
  return {
    nativeId: textOf(record.sessionId),
    clientVersion: textOf(objectOf(record.origin)?.version),
    subagent: isSubagent ? true : undefined,
  };
}

/** The person's words in a text part; undefined when the client wrote it. */
export function typedText(text: string): string | undefined {
  if (!text.trimStart().startsWith("<user_input")) return undefined;
  return blocksIn(text, "user_input", "open").join("\n");
}

/** What a tool gave back: one text, or one for each command or file. */
export interface ToolResult {
  readonly text: string;
  readonly failed: boolean;
  readonly parts: readonly OutputPart[];
}

const EXITED = /exited with code (\d+)/;

/** Reads the content of a `tool_result`. */
export function toolResult(content: unknown): ToolResult {
  if (typeof content === "string") {
    const object = parseObject(content);
    const text = textOf(object?.error) ?? textOf(object?.text) ?? content;
    return { text: compactValue(text), failed: object?.error !== undefined, parts: [] };
  }
  const results = listOf(content).map(objectOf);
  const parts = results.map((result): OutputPart & { failed: boolean } => {
    const output = compactValue(result?.result ?? result?.text ?? result?.error ?? "");
    const code = EXITED.exec(stringOf(result?.error) ?? "")?.[1];
    const failed = result?.success === false;
    const exitCode = code === undefined ? (failed ? undefined : 0) : Number(code);
    return { command: stringOf(result?.query) ?? "", output, failed, ...(exitCode !== undefined && { exitCode }) };
  });
  return {
    text: parts.map(({ output }) => output).join("\n"),
    failed: parts.some((part) => part.failed),
    parts: parts.map(({ failed: _, ...part }) => part),
  };
}
