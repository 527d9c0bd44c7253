import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The last value of a key in what a client printed: one JSON document, or one a line. */
export function lastJson(stdout: string, key: string): string {
  const found = [...stdout.matchAll(new RegExp(`"${key}"\\s*:\\s*"([^"]+)"`, "g"))].at(-1)?.[1];
  if (found === undefined) throw new Error(`no ${key} in: ${stdout.slice(-1_000)}`);
  return found;
}

/** The newest entry under a folder whose name matches, by its path. */
export function newestUnder(folder: string, name: RegExp): string {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  const newest = paths.filter((path) => name.test(path)).toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  const path = newest.at(-1);
  if (path === undefined) throw new Error(`nothing like ${name} under ${folder}`);
  return path;
}
