/** A slug is at most this long. */
const SLUG_MAX_CHARS = 80;

/** A name that is safe in a file name: `a-z`, `0-9`, `_`, `-`, at most 80 characters. Undefined when nothing is left. */
export function normaliseSlug(text: string): string | undefined {
  const slug = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "_")
    .replace(/^[_-]+/, "")
    .slice(0, SLUG_MAX_CHARS)
    .replace(/[_-]+$/, "");
  return slug === "" ? undefined : slug;
}
