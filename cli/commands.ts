import type { Command } from "./command.ts";
import { citationsCommand } from "./commands/citations.ts";
import { completionsCommand } from "./commands/completions.ts";
import { configCommand } from "./commands/config.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { manCommand } from "./commands/man.ts";
import { showCommand } from "./commands/show.ts";
import { threadsCommand } from "./commands/threads.ts";

/** Every command, in the order of the reference. Their stories are imported when they run, not here. */
export const COMMANDS: readonly Command[] = [
  citationsCommand,
  threadsCommand,
  explainCommand,
  showCommand,
  jobsCommand,
  diffCommand,
  configCommand,
  doctorCommand,
  completionsCommand,
  manCommand,
];
