import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Paths } from "../../lib/flow/world.ts";
import type { OptionName, Options } from "../options/settings.ts";
import { checkedHome, checkPlace } from "./check-place.ts";
import type { Config } from "./config.ts";
import type { Environment } from "./environment.ts";

/** The person's home directory, from HOME, else from the account. Throws `bad_option` for a relative HOME. */
export function userHome(env: Environment): string {
  return checkedHome(env) ?? homedir();
}

/** `<home>`: flag, environment, `~/.memories`. It cannot come from the file that lies in it. */
export function homeOf(options: Options, env: Environment): string {
  const said = options.home ?? (env.MEMORIES_HOME || join(userHome(env), ".memories"));
  return checkPlace("the home of memories", resolve(expandTilde(said, env)));
}

/** `<codex home>` as flags and environment say, for finding its `config.toml` before anything else is known. */
export function codexHomeOf(options: Options, env: Environment, fromFile: string | undefined, home: string): string {
  const typed = options.codexHome ?? (env.CODEX_HOME || undefined);
  if (typed !== undefined) return resolve(expandTilde(typed, env));
  return fromFile === undefined ? join(userHome(env), ".codex") : inHome(fromFile, home, env);
}

/** A path of the configuration: typed ones are relative to the current folder, those of a file to `<home>`. */
export function pathOf(config: Config, name: OptionName, home: string, env: Environment): string | undefined {
  const entry = config.values.get(name);
  if (typeof entry?.value !== "string") return undefined;
  return entry.origin.kind === "memories.toml"
    ? inHome(entry.value, home, env)
    : resolve(expandTilde(entry.value, env));
}

/** Where this run reads and writes; `sqliteHome` is what the reference's file names. */
export function placesOf(
  config: Config,
  {
    home,
    codexHome,
    agentHomes,
    sqliteHome,
  }: Pick<Paths, "home" | "codexHome" | "agentHomes"> & { readonly sqliteHome: unknown },
  env: Environment,
): Paths {
  const named = [
    typeof sqliteHome === "string" && sqliteHome !== "" ? resolve(codexHome, expandTilde(sqliteHome, env)) : undefined,
    env.CODEX_SQLITE_HOME ? resolve(expandTilde(env.CODEX_SQLITE_HOME, env)) : undefined,
  ].filter((folder) => folder !== undefined);
  return {
    home,
    codexHome: checkPlace("the codex home", codexHome),
    agentHomes,
    codexDatabaseHomes: named,
    root: checkPlace("the memory folder", pathOf(config, "root", home, env) ?? join(home, "memories")),
  };
}

/** A folder by its real path, so that it is the same folder under every link to it; as it is while it is not there. */
export function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown) return folder;
    throw thrown;
  }
}

/** Values that are the path of a file. */
const FILES = ["apiKeyFile", "metricsFile"] as const satisfies readonly OptionName[];

/** Values that name a path behind a prefix. */
const PREFIXED = [
  ["extractModel", "replay:"],
  ["consolidationModel", "replay:"],
  ["db", "file:"],
] as const satisfies readonly (readonly [OptionName, string])[];

/**
 * The values with the paths of `replay:DIR` and `file:PATH` read as other paths are: those of a file relative to
 * `<home>`, `~` as the person's home, in patterns of folders too. Everything else, URLs with a host too, stays as it is.
 */
export function withPaths(values: Config["values"], home: string, env: Environment): Config["values"] {
  const read = new Map(values);
  for (const name of FILES) {
    const entry = read.get(name);
    if (entry === undefined || typeof entry.value !== "string") continue;
    const path = entry.origin.kind === "memories.toml" ? inHome(entry.value, home, env) : expandTilde(entry.value, env);
    read.set(name, { ...entry, value: resolve(path) });
  }
  const denied = read.get("denyCwd");
  if (denied !== undefined && Array.isArray(denied.value)) {
    const folders = denied.value.map((pattern) => expandTilde(String(pattern), env));
    read.set("denyCwd", { ...denied, value: folders });
  }
  for (const [name, prefix] of PREFIXED) {
    const entry = read.get(name);
    const path =
      typeof entry?.value === "string" && entry.value.startsWith(prefix) ? entry.value.slice(prefix.length) : "";
    if (entry === undefined || path === "" || /^[/:]/.test(path)) continue;
    const own = entry.origin.kind === "memories.toml" && !path.startsWith("~") ? `${encoded(home, prefix)}/` : "";
    const person = path === "~" || path.startsWith("~/") ? encoded(userHome(env), prefix) + path.slice(1) : path;
    read.set(name, { ...entry, value: prefix + own + person });
  }
  return read;
}

/** A path as it stands behind the prefix: in a URL, percent signs begin escapes. */
function encoded(path: string, prefix: "replay:" | "file:"): string {
  return prefix === "file:" ? path.split("/").map(encodeURIComponent).join("/") : path;
}

/** A path of our own file: relative to `<home>`. */
export function inHome(path: string, home: string, env: Environment): string {
  const expanded = expandTilde(path, env);
  return isAbsolute(expanded) ? expanded : resolve(home, expanded);
}

/** `~/x` as the shell would read it. */
export function expandTilde(path: string, env: Environment): string {
  return path === "~" || path.startsWith("~/") ? join(userHome(env), path.slice(1)) : path;
}
