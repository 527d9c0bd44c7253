import { createHash } from "node:crypto";
import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import type { AgentStep } from "../../lib/core/agents/session/agent-step.ts";
import { listSessions as list } from "../../lib/edge/transcripts/sessions/list-sessions.ts";
import type { ListedSession } from "../../lib/edge/transcripts/sessions/listed-session.ts";
import { readSession } from "../../lib/edge/transcripts/sessions/read-session.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures/agents");

/** The fixture folders by the product whose sessions they hold. */
export const FIXTURE_OF: Readonly<Partial<Record<RecordAgent, string>>> = {
  "claude-code": "claude",
  "gemini-cli": "gemini",
  opencode: "opencode",
  pi: "pi",
  copilot: "copilot",
  "qwen-code": "qwen",
  cline: "cline",
};

/** What a fixture's `sessions.json` says of one transcript. */
export interface TrueSession {
  readonly file: string;
  readonly thread: string;
  readonly parent: string | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly scene: string;
  readonly human: readonly { readonly text: string }[];
}

/** A copy of a fixture's home, unpacked, below the person's home `person`. */
export function copyHome(
  agent: RecordAgent,
  person = mkdtempSync(join(tmpdir(), "agent-home-")),
): { person: string; home: string; truth: TrueSession[] } {
  const folder = join(FIXTURES, FIXTURE_OF[agent] ?? "");
  cpSync(join(folder, "home"), person, { recursive: true });
  for (const name of readdirSync(person, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".zst")) continue;
    const path = join(person, name);
    writeFileSync(path.slice(0, -".zst".length), zstdDecompressSync(readFileSync(path)));
    rmSync(path);
  }
  const truth: TrueSession[] = JSON.parse(readFileSync(join(folder, "sessions.json"), "utf8"));
  return { person, home: join(person, LAYOUTS[agent].home), truth };
}

/** One hash over all names, sizes, times and bytes below a folder. */
export function hashOf(folder: string): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    hash.update(`${name}\n${stat.mode}\n${stat.mtimeMs}\n`);
    if (stat.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

/** The sessions of a product whose transcripts are files. */
export function sessionsIn(agent: RecordAgent, home: string): readonly ListedSession[] {
  const { store } = LAYOUTS[agent];
  if (store.kind !== "files") throw new Error(`${agent} keeps a database`);
  return list(agent, home, store).sessions;
}

export async function stepsOf(session: ListedSession): Promise<AgentStep[]> {
  const steps: AgentStep[] = [];
  await readSession(session, (step) => steps.push(step));
  return steps;
}

/** The texts of the rows of one tier. */
export function textsIn(steps: readonly AgentStep[], tier: string): string[] {
  return steps.flatMap((step) => (step.kind === "row" && step.tier === tier ? [step.text] : []));
}
