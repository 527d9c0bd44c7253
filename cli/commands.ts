import type { Command } from "./command.ts";
import { completionsCommand } from "./commands/completions.ts";
import { configCommand } from "./commands/config.ts";
import { manCommand } from "./commands/man.ts";

/** Every command, in the order of the reference. Their stories are imported when they run, not here. */
export const COMMANDS: readonly Command[] = [configCommand, completionsCommand, manCommand];
