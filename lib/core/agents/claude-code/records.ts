import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../../text/json.ts";
import { joinedText } from "../part-texts.ts";

/** Kinds of records that mean nothing here: what the client keeps for itself, and copies of what stands elsewhere. */
const BOOKKEEPING = new Set([
  ..."queue-operation last-prompt atis-latch mode permission-mode tools-used cost-state api-request".split(" "),
  ..."api-request-shape api-request-blob file-history-snapshot progress summary ai-title tag agent-name".split(" "),
  ..."agent-color pr-link content-replacement worktree-state agent-setting attribution-snapshot task-summary".split(
    " ",
  ),
  ..."speculation-accept marble-origami-commit system attachment".split(" "),
]);

/** Whether a kind of record is known to mean nothing here. */
export function isBookkeeping(type: unknown): boolean {
  return typeof type === "string" && BOOKKEEPING.has(type);
}

/** A `user` row: what the API calls a user message, whoever wrote it. */
export interface UserRow {
  readonly text: string;
  readonly results: readonly ToolResult[];
  /** What the client says of where the row comes from; undefined in rows of older clients, which say nothing. */
  readonly author: "human" | "other" | undefined;
}

export interface ToolResult {
  readonly callId: string;
  readonly text: string;
  readonly isError: boolean;
}

/** Reads a `user` row. */
export function userRow(record: JsonObject): UserRow {
  const content = objectOf(record.message)?.content;
  const parts = typeof content === "string" ? [{ type: "text", text: content }] : listOf(content).map(objectOf);
  const results = parts.flatMap((part): ToolResult[] => {
    if (part?.type !== "tool_result") return [];
    const isError = part.is_error === true;
    return [{ callId: stringOf(part.tool_use_id) ?? "", text: joinedText(part.content), isError }];
  });
  const text = joinedText(parts.filter((part) => part?.type !== "tool_result"));
  return { text, results, author: authorOf(record) };
}

const TYPED = new Set(["typed", "sdk"]);

function authorOf(record: JsonObject): UserRow["author"] {
  const origin = stringOf(objectOf(record.origin)?.kind);
  if (origin !== undefined) return origin === "human" ? "human" : "other";
  const source = stringOf(record.promptSource);
  if (source !== undefined) return TYPED.has(source) ? "human" : "other";
  return record.rowSource === undefined && record.turnOrigin === undefined ? undefined : "other";
}

/** Whether a row belongs to the harness or to a sub-agent, whatever its text. */
export function isAside(record: JsonObject): boolean {
  const flags = [record.isMeta, record.isSidechain, record.isCompactSummary, record.isVisibleInTranscriptOnly];
  return flags.includes(true);
}

/** An image or a queued prompt that the person sent while the agent worked. */
export function queuedPrompt(record: JsonObject): string | undefined {
  const attachment = objectOf(record.attachment);
  if (attachment?.type !== "queued_command") return undefined;
  const mode = attachment.commandMode ?? "prompt";
  const origin = objectOf(attachment.origin)?.kind ?? "human";
  return mode === "prompt" && origin === "human" ? textOf(joinedText(attachment.prompt)) : undefined;
}
