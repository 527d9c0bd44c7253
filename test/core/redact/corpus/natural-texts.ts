import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CleanText, packageTexts } from "./clean-texts.ts";

/** A text as sessions hold them. */
export interface NaturalText extends CleanText {
  readonly kind: "code" | "prose" | "logs" | "diffs" | "locks";
}

const PROSE = /(?:\.md|\.txt|license|readme|changelog)$/i;
/** What holds keys on purpose: the redactor with its tests, and fixtures. */
const OWN_SECRETS = /redact|fixtures\/|^test\//;
/** Commits whose diffs are read. */
const COMMITS = 400;
const GIT_MAX_BYTES = 400_000_000;

/**
 * Natural content without secrets, up to `bytes` of each kind: installed packages and this repository as code and prose,
 * its history as diffs and logs, and its lock file.
 */
export function naturalTexts(top: string, bytes: number): NaturalText[] {
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", top, ...args], { encoding: "utf8", maxBuffer: GIT_MAX_BYTES });
  const own = git("ls-files")
    .split("\n")
    .filter((path) => /\.(?:ts|md)$/.test(path) && !OWN_SECRETS.test(path))
    .map((path) => ({ name: path, text: readFileSync(join(top, path), "utf8") }));
  const packages = packageTexts(join(top, "node_modules"), 3 * bytes);
  const written = [...own, ...packages];
  const sources = ["--", "cli", "lib", "scripts", ":!lib/core/redact"];
  return [
    ...upTo(
      bytes,
      "code",
      written.filter(({ name }) => !PROSE.test(name)),
    ),
    ...upTo(
      bytes,
      "prose",
      written.filter(({ name }) => PROSE.test(name)),
    ),
    ...upTo(bytes, "logs", [{ name: "git log", text: git("log", "--stat", ...sources) }]),
    ...upTo(bytes, "diffs", [{ name: "git log -p", text: git("log", "-p", `-${COMMITS}`, ...sources) }]),
    ...upTo(bytes, "locks", [{ name: "bun.lock", text: readFileSync(join(top, "bun.lock"), "utf8") }]),
  ];
}

function upTo(bytes: number, kind: NaturalText["kind"], texts: readonly CleanText[]): NaturalText[] {
  const taken: NaturalText[] = [];
  let size = 0;
  for (const { name, text } of texts) {
    if (size >= bytes) break;
    taken.push({ kind, name, text: text.slice(0, bytes - size) });
    size += text.length;
  }
  return taken;
}
