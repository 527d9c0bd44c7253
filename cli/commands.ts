import type { Command } from "./command.ts";
import { citationsCommand } from "./commands/citations.ts";
import { clearCommand } from "./commands/clear.ts";
import { completionsCommand } from "./commands/completions.ts";
import { configCommand } from "./commands/config.ts";
import { consolidateCommand } from "./commands/consolidate.ts";
import { diffCommand } from "./commands/diff.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { extractCommand } from "./commands/extract.ts";
import { forgetCommand } from "./commands/forget.ts";
import { instructionsCommand } from "./commands/instructions.ts";
import { jobsCommand } from "./commands/jobs.ts";
import { logCommand } from "./commands/log.ts";
import { manCommand } from "./commands/man.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { noteCommand } from "./commands/note.ts";
import { pruneCommand } from "./commands/prune.ts";
import { redactCommand } from "./commands/redact.ts";
import { runCommand } from "./commands/run.ts";
import { showCommand } from "./commands/show.ts";
import { statusCommand } from "./commands/status.ts";
import { threadsCommand } from "./commands/threads.ts";
import { undoCommand } from "./commands/undo.ts";
import { usageCommand } from "./commands/usage.ts";

/** Every command, in the order of the reference. Their stories are imported when they run, not here. */
export const COMMANDS: readonly Command[] = [
  runCommand,
  extractCommand,
  consolidateCommand,
  diffCommand,
  pruneCommand,
  citationsCommand,
  instructionsCommand,
  usageCommand,
  mcpCommand,
  noteCommand,
  statusCommand,
  threadsCommand,
  explainCommand,
  showCommand,
  jobsCommand,
  logCommand,
  undoCommand,
  forgetCommand,
  clearCommand,
  redactCommand,
  configCommand,
  doctorCommand,
  completionsCommand,
  manCommand,
];
