/** Editors put context before a request, and this line between the two. */
export const REQUEST_MARKER = "## My request for Codex:";
const MARKER_LINE = /^## My request for Codex:/m;
/** The headings such context begins with: the setup, files, an earlier conversation, and whatever comes next. */
const CONTEXT_HEADING = /^\s*#{1,3} \S/;

/** A typed message in which an editor wrote as well. */
export interface EditorMessage {
  /** Empty when nothing stands before the request. */
  readonly context: string;
  /** What the person asked for; empty when they sent the context alone. */
  readonly request: string;
}

/** The two halves of a message with the context of an editor; undefined for any other. */
export function splitEditorMessage(text: string): EditorMessage | undefined {
  const at = CONTEXT_HEADING.test(text) ? text.search(MARKER_LINE) : -1;
  if (at < 0) return undefined;
  return { context: text.slice(0, at).trim(), request: text.slice(at + REQUEST_MARKER.length).trim() };
}

/**
 * The two halves of a message of which the last is known, white space aside; undefined when nothing stands before it.
 */
export function splitBefore(text: string, request: string): EditorMessage | undefined {
  let left = request.replaceAll(/\s/g, "").length;
  let at = text.length;
  while (at > 0 && left > 0) {
    at -= 1;
    if (!/\s/.test(text.charAt(at))) left -= 1;
  }
  const context = text.slice(0, at).trim();
  if (context === "") return undefined;
  const ended = context.endsWith(REQUEST_MARKER) ? context.slice(0, -REQUEST_MARKER.length).trim() : context;
  return { context: ended, request: text.slice(at).trim() };
}
