/** A text as SQL keeps it: whole characters, and no NUL, at which other readers of the database would stop. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/** The same of a text that may be absent. */
export function storableOr(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storable(text);
}
