/** Schemes in which the account everybody uses (`git@`) stays; any other user name says who the person is. */
const ACCOUNT_SCHEMES = new Set(["ssh", "git+ssh", "ssh+git"]);
const SHARED_ACCOUNT = "git";
const WITH_SCHEME = /([a-z][a-z0-9+.-]*):\/\/([^\s]*)/gi;

/**
 * A git remote URL without what could be used to log in: user and password, query and fragment. `git@host:path`
 * and `ssh://git@host/path` keep the account that all users of such a host share.
 */
export function withoutCredentials(url: string): string {
  const trimmed = url.trim();
  if (!trimmed.includes("://")) return withoutScpUser(trimmed);
  return trimmed.replaceAll(WITH_SCHEME, (_, scheme: string, rest: string) => {
    const clean = rest.replace(/[?#].*$/s, "");
    const [userinfo, host] = splitUserinfo(clean);
    if (userinfo === undefined) return `${scheme}://${clean}`;
    const account = userinfo.split(":", 1)[0] ?? "";
    const keeps = ACCOUNT_SCHEMES.has(scheme.toLowerCase()) && account === SHARED_ACCOUNT;
    return `${scheme}://${keeps ? `${account}@` : ""}${host}`;
  });
}

/** The short form, `[user[:password]@]host:path`; a path that only has an `@` somewhere in it is left as it is. */
function withoutScpUser(remote: string): string {
  const parts = /^([^/@:\s]+)(?::[^/\s]*)?@([^/@\s][^/\s]*:.*)$/s.exec(remote);
  if (parts === null) return remote;
  return parts[1] === SHARED_ACCOUNT ? `${SHARED_ACCOUNT}@${parts[2]}` : (parts[2] ?? "");
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
