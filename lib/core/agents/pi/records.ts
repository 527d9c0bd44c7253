import { type JsonObject, objectOf, stringOf, textOf } from "../../text/json.ts";
import { timeOf } from "../record-values.ts";

/** Kinds of entries that mean nothing here: bookkeeping, summaries, and what extensions keep or inject. */
const ASIDE = new Set(
  "thinking_level_change compaction branch_summary custom custom_message label leaf session_tree".split(" "),
);

/** Whether an entry's kind is known to mean nothing here. */
export function isAside(type: unknown): boolean {
  return typeof type === "string" && ASIDE.has(type);
}

/** What names an entry in every file that holds it; ids alone are too short for that. */
export function entryKey(entry: JsonObject): string | undefined {
  const parts = [textOf(entry.id), textOf(entry.timestamp)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("@");
}

/** The first line of a file. */
export interface Header {
  readonly nativeId: string | undefined;
  readonly cwd: string | undefined;
  readonly createdMs: number | undefined;
  readonly parentId: string | undefined;
}

/** Reads a header. A parent is named by the path of its file, `<time>_<id>.jsonl`. */
export function header(entry: JsonObject): Header {
  const parent = textOf(entry.parentSession) ?? textOf(entry.branchedFrom);
  return {
    nativeId: textOf(entry.id),
    cwd: textOf(entry.cwd),
    createdMs: timeOf(entry.timestamp),
    parentId: parent === undefined ? undefined : (/([^_/\\]+)\.jsonl$/.exec(parent)?.[1] ?? parent),
  };
}

/** The message of an entry and who it is from. */
export function messageOf(entry: JsonObject): { readonly role: string; readonly message: JsonObject } | undefined {
  const message = objectOf(entry.message);
  const role = stringOf(message?.role);
  return message === undefined || role === undefined ? undefined : { role, message };
}
