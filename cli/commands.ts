import type { Command } from "./command.ts";

/** Every command, in the order of the reference. Their stories are imported when they run, not here. */
export const COMMANDS: readonly Command[] = [];
