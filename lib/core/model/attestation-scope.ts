/**
 * Whether a request to `url` may carry the attestation header: its URL lies under one of `scopes`. Scheme, host and
 * port are equal, and the path is the scope's or continues it after a slash. Anything that could read differently to
 * the server (user name, `..`, an encoded slash, dot or backslash) is outside of every scope.
 */
export function inAttestationScope(url: string, scopes: readonly string[]): boolean {
  const asked = readUrl(url);
  if (asked === undefined) return false;
  return scopes.some((text) => {
    const scope = readUrl(text);
    return (
      scope !== undefined &&
      scope.origin === asked.origin &&
      (asked.path === scope.path || asked.path.startsWith(`${scope.path}/`))
    );
  });
}

/** Spellings that a server may resolve to another address than the one compared here. */
const AMBIGUOUS = /\.\.|\\|%2e|%2f|%5c|%00|[\s\p{Cc}]/iu;
const WRITTEN_URL = /^(https?):\/\/([^/?#]*)([^?#]*)/i;

function readUrl(text: string): { origin: string; path: string } | undefined {
  const url = URL.parse(text);
  const written = WRITTEN_URL.exec(text);
  // `origin` reads the same for every scheme that is not special; only these two are requests of ours.
  if (url === null || written === null || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  const [, , authority = "", path = ""] = written;
  if (authority.includes("@") || url.username !== "" || url.password !== "" || AMBIGUOUS.test(authority + path))
    return undefined;
  return { origin: url.origin, path: url.pathname.replace(/\/$/, "") };
}
