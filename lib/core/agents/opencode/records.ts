import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../../text/json.ts";
import { timeOf } from "../record-values.ts";

/** What a row of `session` says, or the `info` of an export. */
export function sessionFacts(row: JsonObject) {
  const model = objectOf(row.model) ?? parseObject(stringOf(row.model) ?? "");
  const title = textOf(row.title);
  return {
    nativeId: textOf(row.id),
    cwd: textOf(row.directory),
    clientVersion: textOf(row.version),
    title: title === undefined || DEFAULT_TITLE.test(title) ? undefined : title,
    createdMs: timeOf(row.time_created ?? objectOf(row.time)?.created),
    model: textOf(model?.id) ?? textOf(model?.modelID),
    provider: textOf(model?.providerID),
    channel: asksNobody(row.permission) ? "exec" : undefined,
    archived: (row.time_archived ?? objectOf(row.time)?.archived ?? null) === null ? undefined : true,
    subagent: textOf(row.parent_id ?? row.parentID) === undefined ? undefined : true,
  };
}

/** What a session is called until somebody names it. */
const DEFAULT_TITLE = /^(?:New|Child) session - /;

/** `opencode run` forbids its agent to ask questions, since nobody would answer. */
function asksNobody(permission: unknown): boolean {
  const rules = typeof permission === "string" ? listOfText(permission) : listOf(permission);
  return rules.map(objectOf).some((rule) => rule?.permission === "question" && rule.action === "deny");
}

function listOfText(text: string): readonly unknown[] {
  return listOf(parseObject(`{"rules":${text}}`)?.rules);
}

/** A message with its parts in order. */
export interface Message {
  readonly info: JsonObject;
  readonly parts: readonly JsonObject[];
  readonly createdMs: number | undefined;
}

/** Reads `{info, parts}`; undefined when it is something else. */
export function messageOf(record: JsonObject): Message | undefined {
  const info = objectOf(record.info);
  if (info === undefined || !Array.isArray(record.parts)) return undefined;
  const parts = record.parts.map(objectOf).filter((part) => part !== undefined);
  return { info, parts, createdMs: timeOf(objectOf(info.time)?.created) };
}

/** The kinds of parts that this program knows, those included that say nothing to it. */
const PART_KINDS = new Set(
  "text reasoning tool step-start step-finish patch compaction file snapshot agent subtask retry".split(" "),
);

/** Whether a message has parts and none of a kind that is known: a newer client wrote it. */
export function isOfUnknownParts({ parts }: Message): boolean {
  return parts.length > 0 && !parts.some(({ type }) => PART_KINDS.has(String(type)));
}

/** The texts of a message that its author wrote, without those that the client put beside them. */
export function ownTexts(parts: readonly JsonObject[]): string[] {
  return parts.flatMap((part) => {
    const isOwn = part.type === "text" && part.synthetic !== true && part.ignored !== true;
    const text = isOwn ? stringOf(part.text) : undefined;
    return text === undefined ? [] : [text];
  });
}

/** Words given to `opencode run`: in double quotes when they have a space, with their own quotes escaped. */
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"(?=\s*$|\n)/;

/** A prompt as it was given. */
export function unquoted(text: string): string {
  const match = QUOTED.exec(text);
  if (match === null || !/\s/.test(match[1] ?? "")) return text;
  return `${(match[1] ?? "").replaceAll('\\"', '"')}${text.slice(match[0].length)}`;
}
