import { parseSessionMeta } from "../../core/agents/codex/session-meta.ts";
import { type CodexVersion, parseCodexVersion } from "../../core/link/codex-version.ts";
import { objectOf, parseObject } from "../../core/text/json.ts";
import { findProgram } from "../../edge/agent/find-program.ts";
import { startProgram } from "../../edge/process/run-program.ts";
import { findTranscripts } from "../../edge/transcripts/find-transcripts.ts";
import { readFirstLine } from "../../edge/transcripts/read-first-line.ts";
import type { World } from "../world.ts";

/** A program that only prints its version needs a fraction of this. */
const VERSION_TIMEOUT_MS = 10_000;
/** So many of the newest transcripts are looked into: one may be compressed or torn. */
const TRANSCRIPTS_ASKED = 20;

/** The version of Codex that uses a home: that of the program on PATH, else what the newest transcript names. */
export async function findCodexVersion(world: World): Promise<CodexVersion | undefined> {
  const installed = await installedVersion(world);
  if (installed !== undefined) return { version: installed, from: "codex --version" };
  const written = newestWritten(world.paths.codexHome);
  return written === undefined ? undefined : { version: written, from: "the newest transcript" };
}

async function installedVersion({ env, signal }: World): Promise<string | undefined> {
  const found = findProgram("codex", env.PATH);
  if (found === undefined) return undefined;
  const command = [found.path, "--version"];
  const running = await startProgram({ command, env, signal, timeoutMs: VERSION_TIMEOUT_MS });
  const chunks: Uint8Array[] = [];
  running.stderr.resume();
  for await (const chunk of running.output) chunks.push(chunk);
  await running.ended;
  return parseCodexVersion(Buffer.concat(chunks).toString("utf8"));
}

function newestWritten(codexHome: string): string | undefined {
  const { files } = findTranscripts(codexHome, "sessions");
  const newest = files.toSorted((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? 1 : -1));
  for (const { path } of newest.slice(0, TRANSCRIPTS_ASKED)) {
    const record = parseObject(readFirstLine(path) ?? "");
    const version = parseSessionMeta(objectOf(record?.payload) ?? {}).cliVersion;
    if (version !== undefined) return version;
  }
  return undefined;
}
