import type { RecordAgent } from "./formats.ts";
import { type AgentLayout, type FileStore, idOfJsonl, isUuid } from "./layout.ts";

/** `projects/<slug>/<id>.jsonl`; files that begin with `agent-` are those of sub-agents in older versions. */
const claudeCode: FileStore = {
  kind: "files",
  folder: "projects",
  depth: 2,
  fileOf: (path) => {
    const id = idOfJsonl(path[1] ?? "");
    return path.length !== 2 || id === undefined || id.startsWith("agent-") ? undefined : { key: id, form: "lines" };
  },
};

/** `sessions/--<cwd>--/<time>_<id>.jsonl` */
const pi: FileStore = {
  kind: "files",
  folder: "sessions",
  depth: 2,
  fileOf: (path) => {
    const id = /_([^_]+)\.jsonl$/.exec(path[1] ?? "")?.[1];
    return path.length !== 2 || id === undefined ? undefined : { key: id, form: "lines" };
  },
};

/** `session-state/<id>/events.jsonl` */
const copilot: FileStore = {
  kind: "files",
  folder: "session-state",
  depth: 2,
  fileOf: ([id = "", name, ...deeper]) =>
    name === "events.jsonl" && deeper.length === 0 ? { key: id, form: "lines" } : undefined,
};

/** `tmp/<project>/chats/session-<time>-<id8>.jsonl` or `.json`; folders below `chats` hold sub-agents. */
const geminiCli: FileStore = {
  kind: "files",
  folder: "tmp",
  depth: 3,
  fileOf: ([project = "", chats, name = "", ...deeper]) => {
    const match = /^session-.+-([^-.]+)\.(jsonl?)$/.exec(name);
    if (chats !== "chats" || deeper.length > 0 || match === null) return undefined;
    return { key: `${project}/${match[1] ?? ""}`, form: match[2] === "json" ? "document" : "lines" };
  },
  beside: ([project = ""]) => ({ folder: `tmp/${project}/.project_root` }),
  promptLogs: { folder: "tmp", name: "logs.json" },
  projects: "projects.json",
};

/** `projects/<slug>/chats/<id>.jsonl` */
const qwenCode: FileStore = {
  kind: "files",
  folder: "projects",
  depth: 3,
  fileOf: ([, chats, name = "", ...deeper]) => {
    const id = idOfJsonl(name);
    return chats !== "chats" || deeper.length > 0 || id === undefined ? undefined : { key: id, form: "lines" };
  },
  promptLogs: { folder: "tmp", name: "logs.json" },
};

/** `data/sessions/<id>/<id>.messages.json`; files of other names in that folder are those of sub-agents. */
const cline: FileStore = {
  kind: "files",
  folder: "data/sessions",
  depth: 2,
  fileOf: ([id = "", name, ...deeper]) =>
    name === `${id}.messages.json` && deeper.length === 0 ? { key: id, form: "document" } : undefined,
  beside: ([id = ""]) => ({ record: `data/sessions/${id}/${id}.json` }),
};

/** `projects/<slug>/agent-transcripts/<id>/<id>.jsonl`, or the file without its own folder. */
const cursor: FileStore = {
  kind: "files",
  folder: "projects",
  depth: 4,
  fileOf: ([, transcripts, folder = "", name, ...deeper]) => {
    const id = idOfJsonl(name ?? folder);
    if (transcripts !== "agent-transcripts" || deeper.length > 0 || id === undefined || !isUuid(id)) return undefined;
    return name !== undefined && folder !== id ? undefined : { key: id, form: "lines" };
  },
};

/** Where each product keeps its sessions. */
export const LAYOUTS: Readonly<Record<RecordAgent, AgentLayout>> = {
  "claude-code": { home: ".claude", variable: "CLAUDE_CONFIG_DIR", store: claudeCode },
  pi: { home: ".pi/agent", variable: "PI_CODING_AGENT_DIR", store: pi },
  opencode: {
    home: ".local/share/opencode",
    variable: "XDG_DATA_HOME",
    below: "opencode",
    store: { kind: "database", file: "opencode.db" },
  },
  kilo: {
    home: ".local/share/kilo",
    variable: "XDG_DATA_HOME",
    below: "kilo",
    store: { kind: "database", file: "kilo.db" },
  },
  copilot: { home: ".copilot", variable: "COPILOT_HOME", store: copilot },
  "gemini-cli": { home: ".gemini", variable: "GEMINI_CLI_HOME", below: ".gemini", store: geminiCli },
  "qwen-code": { home: ".qwen", variable: undefined, store: qwenCode },
  cline: { home: ".cline", variable: undefined, store: cline },
  cursor: { home: ".cursor", variable: undefined, store: cursor },
};
