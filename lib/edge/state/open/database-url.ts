/**
 * Which database a `--db` value names: a local file or a server, reached safely or not.
 * Nothing here opens anything.
 */
import { MemoriesError } from "../../../core/errors.ts";

/** A database address, checked. `display` is the URL without user, password and query: fit for messages. */
export type DatabaseAddress =
  | { readonly kind: "file"; readonly path: string; readonly display: string }
  | { readonly kind: "memory"; readonly display: string }
  | { readonly kind: "remote"; readonly encrypted: boolean; readonly loopback: boolean; readonly display: string };

const URL_SHAPE = /^([A-Za-z][A-Za-z0-9.+-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/su;
const PLAIN_SCHEMES = new Set(["http", "ws"]);
const ENCRYPTED_SCHEMES = new Set(["https", "wss", "libsql"]);
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/iu;

/**
 * Reads a libSQL URL. Throws `bad_option` for what is none; the message never repeats user, password or query,
 * where tokens stand.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const match = URL_SHAPE.exec(url);
  if (match === null) throw notAnAddress(`not a URL: ${url.split(/[?#]/u, 1)[0]}`);
  const scheme = (match[1] ?? "").toLowerCase();
  const authority = match[2];
  const path = match[3] ?? "";
  const query = match[4] ?? "";
  if (scheme === "file") return fileAddress(authority, path, query);
  const host = (authority ?? "").replace(/^.*@/su, "");
  if (!PLAIN_SCHEMES.has(scheme) && !ENCRYPTED_SCHEMES.has(scheme)) throw notAnAddress(`unknown scheme ${scheme}:`);
  if (host === "") throw notAnAddress(`no host in ${scheme}: URL`);
  const plain = PLAIN_SCHEMES.has(scheme) || (scheme === "libsql" && /(?:^|&)tls=0(?:&|$)/u.test(query));
  return {
    kind: "remote",
    encrypted: !plain,
    loopback: LOOPBACK_HOST.test(host.replace(/:\d*$/u, "")),
    display: `${scheme}://${host}${path}`,
  };
}

/** The `file:` URL of an absolute path, whatever characters it holds. */
export function fileUrl(path: string): string {
  return `file:${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** What ends or opens something else in the path of a URI that SQLite reads. */
const URI_SIGNS = /[%?#]/gu;

/**
 * The URL under which the driver opens a local file. libSQL reads files through a layer for encrypted databases
 * (`multipleciphers`, as of libSQL 0.5.29) that takes a failed read for a good one: what it then sees is whatever the
 * memory held before, rows are not found, and a checkpoint writes it into the database. SQLite's own layer, which the
 * URI chooses, tells the failure.
 */
export function driverUrl(path: string): string {
  const escaped = path.replaceAll(URI_SIGNS, encodeURIComponent);
  const uri = `file:${escaped.startsWith("/") ? "//" : ""}${escaped}?vfs=unix`;
  return `file:${encodeURIComponent(uri)}`;
}

/** Strings inside a URL that must never be shown: user, password, token. */
export function secretsInUrl(url: string): string[] {
  const match = URL_SHAPE.exec(url);
  if (match === null) return [];
  const userinfo = /^(.*)@/su.exec(match[2] ?? "")?.[1];
  const token = /(?:^|&)authToken=([^&]*)/u.exec(match[4] ?? "")?.[1];
  const raw = [userinfo, ...(userinfo?.split(":") ?? []), token].filter((part) => part !== undefined && part !== "");
  return raw.flatMap((part) => (part === undefined ? [] : [part, decoded(part)]));
}

function fileAddress(authority: string | undefined, path: string, query: string): DatabaseAddress {
  if (authority !== undefined && authority !== "" && authority.toLowerCase() !== "localhost") {
    throw notAnAddress(`file: URL with a host; an absolute path is file:/path or file:///path`);
  }
  if (path === ":memory:") return { kind: "memory", display: "file::memory:" };
  if (path === "") throw notAnAddress("file: URL without a path");
  if (query !== "") throw notAnAddress("a file: URL takes no query");
  const name = decoded(path);
  if (name.includes("\0")) throw notAnAddress("NUL in the path of a file: URL");
  return { kind: "file", path: name, display: `file:${name}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw notAnAddress("a URL with a broken percent escape");
    throw error;
  }
}

function notAnAddress(what: string): MemoriesError {
  return new MemoriesError("bad_option", `database URL cannot be used: ${what}`, {
    hint: "give file:PATH, libsql://HOST, https://HOST or wss://HOST",
  });
}
