/** Schemes whose user name is an account (`git@`), not a secret; only a password after it goes. */
const ACCOUNT_SCHEMES = new Set(["ssh", "git+ssh", "ssh+git"]);
const WITH_SCHEME = /([a-z][a-z0-9+.-]*):\/\/([^\s]*)/gi;

/**
 * A git remote URL without what could be used to log in: user and password, query and fragment. `git@host:path`
 * and `ssh://git@host/path` keep their account name.
 */
export function withoutCredentials(url: string): string {
  const trimmed = url.trim();
  // The short form has no scheme: `user:password@host:path` is its only way to hold a password.
  if (!trimmed.includes("://")) return trimmed.replace(/^([^/@:\s]*):[^/@\s]*@/, "$1@");
  return trimmed.replaceAll(WITH_SCHEME, (_, scheme: string, rest: string) => {
    const clean = rest.replace(/[?#].*$/s, "");
    const [userinfo, host] = splitUserinfo(clean);
    if (userinfo === undefined) return `${scheme}://${clean}`;
    const account = userinfo.split(":", 1)[0] ?? "";
    const keeps = ACCOUNT_SCHEMES.has(scheme.toLowerCase()) && account !== "";
    return `${scheme}://${keeps ? `${account}@` : ""}${host}`;
  });
}

/** The part before the last `@` of the authority. A password with a raw `/` in it still counts as one. */
function splitUserinfo(rest: string): [string | undefined, string] {
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const inAuthority = authority.lastIndexOf("@");
  if (inAuthority >= 0) return [rest.slice(0, inAuthority), rest.slice(inAuthority + 1)];
  const port = /:(.*)$/.exec(authority)?.[1];
  const later = rest.lastIndexOf("@");
  if (port === undefined || /^\d*$/.test(port) || later < 0) return [undefined, rest];
  return [rest.slice(0, later), rest.slice(later + 1)];
}
