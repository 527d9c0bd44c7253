import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Paths } from "../lib/flow/world.ts";
import type { Config } from "./config.ts";
import type { Environment } from "./environment.ts";
import type { OptionName, Options } from "./settings.ts";

/** The person's home directory, from HOME, else from the account. */
export function userHome(env: Environment): string {
  return env.HOME || homedir();
}

/** `<home>`: flag, environment, `~/.memories`. It cannot come from the file that lies in it. */
export function homeOf(options: Options, env: Environment): string {
  return resolve(expandTilde(options.home ?? (env.MEMORIES_HOME || join(userHome(env), ".memories")), env));
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

export function placesOf(config: Config, home: string, codexHome: string, env: Environment): Paths {
  return { home, codexHome, root: pathOf(config, "root", home, env) ?? join(home, "memories") };
}

function inHome(path: string, home: string, env: Environment): string {
  const expanded = expandTilde(path, env);
  return isAbsolute(expanded) ? expanded : resolve(home, expanded);
}

/** `~/x` as the shell would read it. */
export function expandTilde(path: string, env: Environment): string {
  return path === "~" || path.startsWith("~/") ? join(userHome(env), path.slice(1)) : path;
}
