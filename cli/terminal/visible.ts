/** Text for a terminal: control characters other than newline and tab shown as `\xNN`, so that a transcript cannot
 *  move the cursor, ring, or rewrite what was printed. C1 controls count too. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

/** JSON for a terminal: the control characters that JSON may hold as they are, escaped so that it stays the same value. */
export function visibleJson(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
