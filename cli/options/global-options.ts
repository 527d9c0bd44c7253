import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import type { OptionRow } from "./option.ts";

/** Where things are, and how the program talks. Every command takes these. */
export const GLOBAL_OPTIONS = {
  home: {
    kind: { type: "path", placeholder: "DIR" },
    flag: "home",
    env: "MEMORIES_HOME",
    help: "What memories writes (default: ~/.memories)",
  },
  codexHome: {
    kind: { type: "path", placeholder: "DIR" },
    flag: "codex-home",
    env: "CODEX_HOME",
    key: "codex_home",
    help: "Where the transcripts are; only read (default: ~/.codex)",
  },
  from: {
    kind: { type: "list", placeholder: "AGENT", nonEmpty: true, values: AGENT_NAMES },
    flag: "from",
    env: "MEMORIES_FROM",
    key: "from",
    default: ["codex"],
    help: "Agents whose sessions are read",
  },
  root: {
    kind: { type: "path", placeholder: "DIR" },
    flag: "root",
    env: "MEMORIES_ROOT",
    key: "root",
    help: "The memory folder (default: <home>/memories)",
  },
  db: {
    kind: { type: "text", placeholder: "URL", nonEmpty: true },
    flag: "db",
    env: "MEMORIES_DB_URL",
    key: "db",
    help: "The state DB, any libSQL URL (default: file:<home>/memories.db)",
  },
  insecure: {
    kind: { type: "switch" },
    flag: "insecure",
    help: "Allow plain http: or ws: to a DB or a model beyond this machine",
  },
  now: {
    kind: { type: "time", placeholder: "TIME" },
    flag: "now",
    env: "MEMORIES_NOW",
    help: "The clock of the run, RFC 3339 (for replays)",
  },
  templates: {
    kind: { type: "path", placeholder: "DIR" },
    flag: "templates",
    env: "MEMORIES_TEMPLATES",
    key: "templates",
    help: "Prompts that replace the built-in ones, file by file",
  },
  json: { kind: { type: "switch" }, flag: "json", help: "Print the report as JSON" },
  quiet: { kind: { type: "switch" }, flag: "quiet", short: "q", help: "Say nothing but failures on stderr" },
  verbose: { kind: { type: "switch" }, flag: "verbose", short: "v", help: "Say more on stderr, stacks included" },
  noPager: { kind: { type: "switch" }, flag: "no-pager", help: "Print long tables at once, also on a terminal" },
  noColor: { kind: { type: "switch" }, flag: "no-color", help: "No colour, also on a terminal" },
  logFormat: {
    kind: { type: "choice", values: ["text", "json"] },
    flag: "log-format",
    env: "MEMORIES_LOG_FORMAT",
    help: "How stderr reads",
  },
  help: { kind: { type: "switch" }, flag: "help", short: "h", help: "Show help" },
  version: { kind: { type: "switch" }, flag: "version", short: "V", help: "Show the version" },
} as const satisfies Record<string, OptionRow>;
