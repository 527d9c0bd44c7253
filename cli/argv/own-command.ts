import { resolve } from "node:path";
import type { OwnCommand } from "../../lib/core/setup/own-command.ts";
import type { CommandContext } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { ownProgram } from "./own-program.ts";

/**
 * The words with which another program starts this very one, from whatever folder and with whatever environment: its
 * absolute path, and `words` with the home and root that are in force here because somebody named them.
 */
export function ownCommand({ options, env }: CommandContext, words: readonly string[]): OwnCommand {
  const [command = "", ...first] = ownProgram();
  const home = options.home ?? (env.MEMORIES_HOME || undefined);
  const root = options.root ?? (env.MEMORIES_ROOT || undefined);
  const named = [
    ...(home === undefined ? [] : ["--home", resolve(expandTilde(home, env))]),
    ...(root === undefined ? [] : ["--root", resolve(expandTilde(root, env))]),
  ];
  return { command, args: [...first, ...words, ...named] };
}
