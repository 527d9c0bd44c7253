import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InstalledClient } from "../install-client.ts";
import { PersonHome } from "../person-home.ts";
import type { BigFile, Plan } from "./plan.ts";

/** Stands in for the model's own instructions, which would be 20 kB of each transcript. */
const INSTRUCTIONS = "You are a coding agent.\n";
const NOTES_SERVER = join(import.meta.dirname, "notes-server.ts");

/** A person's home with projects and a Codex home. */
export class CodexHome extends PersonHome {
  constructor(client: InstalledClient, port: () => number) {
    super(client, port, { MOCK_KEY: "mock-key", RUST_LOG: "warn" });
  }

  get codexHome(): string {
    return join(this.dir, ".codex");
  }

  override get environment(): Record<string, string> {
    return { ...super.environment, CODEX_HOME: this.codexHome };
  }

  folderOf(project: string): string {
    return join(this.dir, project);
  }

  makeProjects(projects: Plan["projects"] = {}): void {
    for (const [name, { files = {}, branch = "main", git = true }] of Object.entries(projects)) {
      for (const [path, content] of Object.entries(files)) this.#place(name, path, content);
      if (git) this.commitAll(name, branch);
    }
  }

  /** Writes the configuration; keys are dotted, values JSON, which is TOML here. */
  configure(plan: Plan, port: number, more: Readonly<Record<string, unknown>> = {}): void {
    const settings: Record<string, unknown> = {
      model: "gpt-5.5",
      model_provider: "mock",
      approval_policy: "never",
      sandbox_mode: "danger-full-access",
      model_instructions_file: join(this.codexHome, "instructions.md"),
      "features.memories": false,
      "features.plugins": false,
      "features.apps": false,
      "features.enable_request_compression": false,
      "skills.bundled.enabled": false,
      "model_providers.mock.name": "mock",
      "model_providers.mock.base_url": `http://127.0.0.1:${port}/v1`,
      "model_providers.mock.wire_api": "responses",
      "model_providers.mock.env_key": "MOCK_KEY",
      "model_providers.mock.supports_websockets": false,
      "model_providers.mock.request_max_retries": 0,
      "model_providers.mock.stream_max_retries": 0,
      ...plan.config,
      ...more,
    };
    for (const name of Object.keys(plan.projects ?? {}))
      settings[`projects."${this.folderOf(name)}".trust_level`] = "trusted";
    if (plan.mcp !== undefined) {
      settings[`mcp_servers.${plan.mcp}.command`] = process.execPath;
      settings[`mcp_servers.${plan.mcp}.args`] = [NOTES_SERVER];
    }
    this.write(".codex/instructions.md", INSTRUCTIONS);
    const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    this.write(".codex/config.toml", lines.join(""));
    for (const [name, text] of Object.entries(plan.skills ?? {})) this.write(`.codex/skills/${name}/SKILL.md`, text);
  }

  /** The transcripts of one thread, oldest first: its first file, then its segments, whose ids carry their time. */
  transcriptsOf(threadId: string): string[] {
    return transcriptsUnder(this.codexHome).filter((path) => path.includes(threadId));
  }

  #place(project: string, path: string, content: string | BigFile): void {
    const file = join(this.folderOf(project), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : manyLines(content));
  }
}

/** Every transcript under a Codex home, in the order of the names. */
export function transcriptsUnder(codexHome: string): string[] {
  const folders = ["sessions", "archived_sessions"]
    .map((name) => join(codexHome, name))
    .filter((path) => existsSync(path));
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((path) => /\/rollout-[^/]*\.jsonl(\.zst)?$/.test(path))
    .toSorted();
}

/** `{i}` in the template is the line's number; `{i%7}`, `{i*37%900}`, `{i+1000}`, `{i%60:2}` are sums with it. */
function manyLines([count, template, endings = {}]: BigFile): string {
  const sum = (i: number) => (_: string, times?: string, modulo?: string, plus?: string, width?: string) =>
    String(((i * Number(times ?? 1)) % Number(modulo ?? Infinity)) + Number(plus ?? 0)).padStart(
      Number(width ?? 0),
      "0",
    );
  const line = (i: number) => {
    const text = template.replace(/\{i(?:\*(\d+))?(?:%(\d+))?(?:\+(\d+))?(?::(\d+))?\}/g, sum(i));
    return text + (endings[String(i)] ?? "");
  };
  return Array.from({ length: count }, (_, i) => line(i)).join("\n");
}
