import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import { COST_GROUPS } from "../../lib/core/cost/cost-groups.ts";
import { MCP_CLIENTS } from "../../lib/core/setup/mcp-snippet.ts";
import type { OptionRow } from "./option.ts";

const DIR = { type: "path", placeholder: "DIR" } as const;
const SWITCH = { type: "switch" } as const;

/** Options of single commands: they have no config key, since they belong to one call. */
export const COMMAND_OPTIONS = {
  model: {
    kind: { type: "text", placeholder: "M", nonEmpty: true },
    flag: "model",
    help: "Model of this run: an id, `replay:DIR` or `offline`",
  },
  thread: {
    kind: { type: "text", placeholder: "ID", nonEmpty: true },
    flag: "thread",
    help: "Only this session, whatever its age and retries",
  },
  excludeThread: {
    kind: { type: "text", placeholder: "ID", nonEmpty: true },
    flag: "exclude-thread",
    help: "Leave this session out (the calling one)",
  },
  last: {
    kind: { type: "integer", placeholder: "N", min: 1 },
    flag: "last",
    help: "Back-fill: the N newest sessions, whatever their age",
  },
  since: {
    kind: { type: "date", placeholder: "DATE" },
    flag: "since",
    help: "Back-fill: sessions updated since this date",
  },
  again: {
    kind: { type: "text", placeholder: "WHAT", nonEmpty: true },
    flag: "again",
    help: "Make results anew: those of `offline`, of a model, what is `outdated`, or `all`",
  },
  by: {
    kind: { type: "choice", values: COST_GROUPS },
    flag: "by",
    help: "What costs are told apart by (default: day)",
  },
  costSince: { kind: { type: "date", placeholder: "DATE" }, flag: "since", help: "Only requests since this date" },
  recipeDir: {
    kind: { type: "path", placeholder: "DIR" },
    flag: "dir",
    help: "Write the files of the recipe into this folder instead of printing them",
  },
  every: {
    kind: { type: "choice", values: ["hour", "day", "week"] },
    flag: "every",
    help: "How often the recipe runs (default: day)",
  },
  replay: {
    kind: DIR,
    flag: "replay",
    help: "Answer every request of both phases from this recording, whatever model was recorded",
  },
  recordMissing: {
    kind: SWITCH,
    flag: "record-missing",
    help: "With --replay: ask the model for what the recording lacks, and add it",
  },
  checkFolder: {
    kind: { type: "path", placeholder: "GOLDEN" },
    flag: "check",
    help: "Compare the folder made with this one; exit 1 with a diff where they differ",
  },
  acceptGolden: { kind: SWITCH, flag: "accept", help: "With --check: make GOLDEN what this run makes" },
  dryRun: { kind: SWITCH, flag: "dry-run", help: "Show what would happen; change nothing" },
  showInput: {
    kind: SWITCH,
    flag: "show-input",
    help: "With --thread: print exactly what would be sent, send nothing",
  },
  record: { kind: DIR, flag: "record", help: "Write each request and its answer into this folder" },
  agent: {
    kind: { type: "text", placeholder: "A", nonEmpty: true },
    flag: "agent",
    help: "Who consolidates: `model`, `offline`, `replay:DIR`, or `command -- CMD …`",
  },
  agentFilter: {
    kind: { type: "choice", values: AGENT_NAMES },
    flag: "agent",
    help: "Only sessions of this agent",
  },
  force: { kind: SWITCH, flag: "force", help: "Let age take more than half of the memories at once" },
  wait: {
    kind: { type: "integer", placeholder: "S", min: 0 },
    flag: "wait",
    help: "Wait up to S seconds for the lock",
  },
  adopt: { kind: SWITCH, flag: "adopt", help: "Take over a folder that is not ours, after copying it whole" },
  moveRoot: { kind: SWITCH, flag: "move-root", help: "Make this machine and folder the root of this DB" },
  unconfined: {
    kind: SWITCH,
    flag: "unconfined",
    help: "Run the agent command without bubblewrap: it can read and write all that you can",
  },
  allowNetwork: {
    kind: SWITCH,
    flag: "allow-network",
    help: "Give the agent command the network, and with it the abstract sockets of this machine",
  },
  ro: {
    kind: { type: "list", placeholder: "PATH" },
    flag: "ro",
    help: "Let the agent command read this file or folder too; may be given again",
  },
  offline: { kind: SWITCH, flag: "offline", help: "Rules instead of a model: no key, no network" },
  hook: { kind: SWITCH, flag: "hook", help: "As a session-start hook: JSON on stdin, silent, exit 0" },
  detach: { kind: SWITCH, flag: "detach", help: "Return at once; the run goes on and logs to <home>/logs" },
  nameStatus: { kind: SWITCH, flag: "name-status", help: "Only status and path of each change" },
  stat: { kind: SWITCH, flag: "stat", help: "Only added and deleted lines of each change" },
  exitCode: { kind: SWITCH, flag: "exit-code", help: "Exit 1 when there are changes" },
  rollouts: {
    kind: { type: "path", placeholder: "PATH" },
    flag: "rollouts",
    help: "Read transcripts: a file or a tree",
  },
  format: { kind: { type: "choice", values: ["json", "ndjson", "tsv", "grep"] }, flag: "format", help: "How to print" },
  jsonTo: {
    kind: { type: "path", placeholder: "FILE" },
    flag: "json-to",
    help: "With --strip: write the citations into this file",
  },
  strip: { kind: SWITCH, flag: "strip", help: "Print the visible text, without the blocks" },
  verify: { kind: SWITCH, flag: "verify", help: "Check each citation against the memory folder" },
  resolve: { kind: SWITCH, flag: "resolve", help: "Inline the cited lines" },
  count: { kind: SWITCH, flag: "count", help: "Count the cited memories as used" },
  require: { kind: SWITCH, flag: "require", help: "Exit 1 when there is no citation" },
  forHook: {
    kind: { type: "choice", values: ["auto", ...AGENT_NAMES], alone: "auto" },
    flag: "for-hook",
    help: "Read a session-start hook's JSON on stdin, answer in this agent's form (alone: told by what it gives)",
  },
  remove: { kind: SWITCH, flag: "remove", help: "Take the link away, and put back what was there before" },
  layout: {
    kind: { type: "choice", values: ["v2"] },
    flag: "layout",
    help: "How the files are laid out: as the newest Codex does",
  },
  allowNotes: { kind: SWITCH, flag: "allow-notes", help: "Offer the tool that adds a note" },
  printConfig: {
    kind: { type: "choice", values: MCP_CLIENTS },
    flag: "print-config",
    help: "Print the snippet that registers the server",
  },
  check: { kind: SWITCH, flag: "check", help: "Print findings instead; exit 1 when there are any" },
  title: {
    kind: { type: "text", placeholder: "TITLE", nonEmpty: true },
    flag: "title",
    help: "Title of the note (default: its first words)",
  },
  all: { kind: SWITCH, flag: "all", help: "Every session, also those that are left alone" },
  headers: { kind: SWITCH, flag: "headers", help: "Name the columns in a first row, also in a pipe" },
  noHeaders: { kind: SWITCH, flag: "no-headers", help: "Leave that row out of `--format tsv`" },
  listFormat: { kind: { type: "choice", values: ["tsv", "json", "ndjson"] }, flag: "format", help: "How to print" },
  everyJob: { kind: SWITCH, flag: "all", help: "With retry: every job that failed or waits" },
  restore: { kind: SWITCH, flag: "restore", help: "Put the last sound copy in the place of the database" },
  yes: { kind: SWITCH, flag: "yes", help: "Really do it" },
  cwd: {
    kind: { type: "text", placeholder: "GLOB", nonEmpty: true },
    flag: "cwd",
    help: "Only sessions whose folder matches",
  },
  before: {
    kind: { type: "date", placeholder: "DATE" },
    flag: "before",
    help: "Only sessions last updated before this date",
  },
  sourceFilter: {
    kind: { type: "list", placeholder: "S", nonEmpty: true },
    flag: "source",
    help: "Only sessions from these sources",
  },
  decision: {
    kind: { type: "text", placeholder: "D", nonEmpty: true },
    flag: "decision",
    help: "Only sessions with this decision",
  },
  takeOver: {
    kind: { type: "text", placeholder: "MACHINE", nonEmpty: true },
    flag: "take-over",
    help: "Make the sessions of a machine that is no more this machine's",
  },
  accept: {
    kind: { type: "text", placeholder: "ID", nonEmpty: true },
    flag: "accept",
    help: "Take this line into memory; from then on it is your own",
  },
  reject: {
    kind: { type: "text", placeholder: "ID", nonEmpty: true },
    flag: "reject",
    help: "Refuse this line for good",
  },
  undo: { kind: SWITCH, flag: "undo", help: "Lift the tombstone instead" },
  purge: { kind: SWITCH, flag: "purge", help: "Replace the baseline at once, without the forgotten text" },
  online: { kind: SWITCH, flag: "online", help: "Also ask the model endpoint, as extraction and consolidation do" },
  checkFile: { kind: { type: "path", placeholder: "FILE" }, flag: "check", help: "Lint this memories.toml" },
  schema: { kind: SWITCH, flag: "schema", help: "Print the JSON schema of memories.toml" },
} as const satisfies Record<string, OptionRow>;
