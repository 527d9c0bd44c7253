import { type JsonObject, objectOf, textOf } from "../../text/json.ts";

/**
 * The thread whose turns a thread may repeat, as its first line says: the one it was forked from, else the parent of
 * a sub-agent, else the session that it is a part of. Undefined for a thread that stands alone.
 */
export function parentThread(meta: JsonObject): string | undefined {
  const own = idOf(meta.id);
  const named = idOf(meta.forked_from_id) ?? parentIn(meta.source) ?? idOf(meta.parent_thread_id);
  const session = idOf(meta.session_id);
  const parent = named ?? session;
  return parent === own ? undefined : parent;
}

/** `{"subagent":{"thread_spawn":{"parent_thread_id":…}}}`, and whatever else a source names a parent in. */
function parentIn(source: unknown, depth = 0): string | undefined {
  const object = objectOf(source);
  if (object === undefined || depth > MAX_DEPTH) return undefined;
  const own = idOf(object.parent_thread_id);
  if (own !== undefined) return own;
  for (const value of Object.values(object)) {
    const found = parentIn(value, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MAX_DEPTH = 4;

function idOf(value: unknown): string | undefined {
  return textOf(value)?.trim().toLowerCase();
}
