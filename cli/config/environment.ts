import { MemoriesError } from "../../lib/core/errors.ts";
import { nearestName } from "../options/nearest.ts";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "MEMORIES_";
/** Variables that are no settings: a secret that must stand in no table, and what the program says to itself. */
const BESIDE_THE_TABLE = ["MEMORIES_DB_TOKEN", "MEMORIES_DETACHED", "MEMORIES_FAULT"];
/** Its value is a secret, and so is that of a variable that was meant to be it. */
const SECRET = "DB_TOKEN";
/** Below this length almost any two names are alike: there a single letter may differ. */
const SHORT_NAME = 8;

/**
 * The variables with this program's prefix that it does not know, such as those of a script around it. One that is
 * nearly a known name is a typing error that would go unnoticed: throws `bad_config` naming both.
 */
export function unknownVariables(env: Environment, settings: readonly string[]): readonly string[] {
  const known = [...settings, ...BESIDE_THE_TABLE];
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.includes(name));
  const bare = known.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  for (const name of unknown) {
    if ((env[name] ?? "") === "") continue;
    const typed = name.slice(PREFIX.length);
    const near = nearestName(typed, bare, typed.length < SHORT_NAME ? 1 : undefined);
    if (near === undefined) continue;
    const shown = near === SECRET ? name : `${name}=${env[name]}`;
    throw new MemoriesError("bad_config", `unknown variable in the environment: ${shown}`, {
      hint: `did you mean ${PREFIX}${near}? unset ${name} if not`,
    });
  }
  return unknown;
}
