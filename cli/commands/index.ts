import type { Command } from "../command.ts";
import { citationsCommand } from "./citations/command.ts";
import { clearCommand } from "./clear.ts";
import { completionsCommand } from "./completions.ts";
import { configCommand } from "./config.ts";
import { consolidateCommand } from "./consolidate.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { extractCommand } from "./extract.ts";
import { forgetCommand } from "./forget.ts";
import { instructionsCommand } from "./instructions.ts";
import { jobsCommand } from "./jobs.ts";
import { logCommand } from "./log.ts";
import { manCommand } from "./man.ts";
import { mcpCommand } from "./mcp.ts";
import { noteCommand } from "./note.ts";
import { pruneCommand } from "./prune.ts";
import { redactCommand } from "./redact/command.ts";
import { runCommand } from "./run/command.ts";
import { showCommand } from "./show.ts";
import { statusCommand } from "./status.ts";
import { threadsCommand } from "./threads.ts";
import { undoCommand } from "./undo.ts";
import { usageCommand } from "./usage.ts";

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
