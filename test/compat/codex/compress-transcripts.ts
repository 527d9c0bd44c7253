import { existsSync, statSync, utimesSync } from "node:fs";
import type { CodexHome } from "./codex-home.ts";
import type { LiveSessions } from "./live-sessions.ts";
import type { Plan } from "./plan.ts";

const DAY_MS = 86_400_000;
/** The client compresses what nothing has touched for a week. */
const OLD_DAYS = 40;
const COMPRESS_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** Makes transcripts look old and lets the client compress them, as it does once in the life of a home. */
export async function compressTranscripts(
  sessions: LiveSessions,
  home: CodexHome,
  wanted: NonNullable<Plan["compress"]>,
): Promise<void> {
  await sessions.stop();
  const files = wanted
    .map((entry) => (typeof entry === "string" ? ([entry, undefined] as const) : entry))
    .filter(([name]) => sessions.threads.has(name))
    .flatMap(([name, count]) => home.transcriptsOf(sessions.named(name).id).slice(0, count));
  const times = files.map((file) => statSync(file).mtime);
  const old = new Date(Date.now() - OLD_DAYS * DAY_MS);
  for (const file of files) utimesSync(file, old, old);
  try {
    const server = await sessions.server(["-c", "features.local_thread_store_compression=true"]);
    await server.request("rollout/compress");
    const deadline = Date.now() + COMPRESS_TIMEOUT_MS;
    while (files.some((file) => existsSync(file))) {
      if (Date.now() > deadline) throw new Error(`not compressed: ${files.filter((file) => existsSync(file))}`);
      await Bun.sleep(POLL_MS);
    }
  } finally {
    await sessions.stop();
    files.forEach((file, i) => {
      const path = [`${file}.zst`, file].find((path) => existsSync(path));
      if (path !== undefined) utimesSync(path, times[i] ?? old, times[i] ?? old);
    });
  }
}
