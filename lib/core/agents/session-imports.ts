import { listOf, objectOf, parseObject, textOf } from "../text/json.ts";

/** A thread of Codex that is a copy of another product's session. */
export interface SessionImport {
  readonly threadId: string;
  /** The transcript it was made from. */
  readonly sourcePath: string | undefined;
}

/**
 * Reads `external_agent_session_imports.json` of a Codex home, in which Codex records which sessions of other products it
 * has imported. What has another form than it is known with says nothing.
 */
export function sessionImports(text: string): SessionImport[] {
  return listOf(parseObject(text)?.records).flatMap((entry) => {
    const record = objectOf(entry);
    const threadId = textOf(record?.imported_thread_id);
    return threadId === undefined ? [] : [{ threadId, sourcePath: textOf(record?.source_path) }];
  });
}
