import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Row } from "@libsql/client";
import type { ModelServer, SeenRequest } from "./model-server.ts";
import { type TestWorld, type TestWorldOptions, testWorld } from "./world.ts";

const SAMPLES = join(import.meta.dirname, "../../fixtures/rollouts");

/** An answer that fits the schema of phase 1. */
export const MEMORY = { raw_memory: "remember this", rollout_summary: "what happened", rollout_slug: "a_slug" };

/** A world with the eight sample sessions, whose live model is `server`. */
export function extractWorld(server: ModelServer | undefined, options: TestWorldOptions = {}): TestWorld {
  const env = { PATH: process.env.PATH, HOME: "/nowhere", ...(server && { OPENAI_BASE_URL: server.baseUrl }) };
  const world = testWorld({ env, ...options });
  cpSync(SAMPLES, world.paths.codexHome, { recursive: true });
  return world;
}

/** A codex home with `count` small sessions, newest first: `00000000-0000-7000-8000-…` numbered from the newest. */
export function writeSessions(codexHome: string, count: number, now: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const id = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
    const at = now - 86_400 - n * 60;
    const stamp = new Date(at * 1_000).toISOString();
    const path = join(
      codexHome,
      "sessions/2026/11/22",
      `rollout-${stamp.slice(0, 19).replaceAll(":", "-")}-${id}.jsonl`,
    );
    const line = (type: string, payload: unknown) => `${JSON.stringify({ timestamp: stamp, type, payload })}\n`;
    const text = `please always do number ${n} carefully`;
    const body =
      line("session_meta", { id, timestamp: stamp, cwd: "/work", source: "cli", model_provider: "openai" }) +
      line("event_msg", { type: "user_message", message: text }) +
      line("response_item", { type: "message", role: "user", content: [{ type: "input_text", text }] });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
    utimesSync(path, at, at);
    return id;
  });
}

/** The number in the text of a session made by `writeSessions`, as the request carries it. */
export function sessionNumber(request: SeenRequest): number {
  return Number(/number (\d+) carefully/.exec(request.user)?.[1]);
}

/** All rows of a query, as plain objects. */
export async function rowsOf(world: TestWorld, sql: string): Promise<Record<string, Row[string]>[]> {
  const { rows, columns } = await (await world.state()).client.execute(sql);
  return rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
}

/** The stage-1 jobs by the last digits of their thread. */
export async function jobsOf(world: TestWorld): Promise<Map<number, Record<string, Row[string]>>> {
  const rows = await rowsOf(world, "SELECT * FROM jobs WHERE kind = 'memory_stage1' ORDER BY job_key");
  return new Map(rows.map((row) => [Number(String(row.job_key).slice(-12)), row]));
}

/** Every file under a folder with its text, by relative path. */
export function filesUnder(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(paths.map((path) => [path.slice(dir.length + 1), readFileSync(path, "utf8")]));
}
