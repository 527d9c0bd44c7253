import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RAW_MEMORIES_FILE } from "../../lib/core/consolidate/paths.ts";
import { renderRawMemories } from "../../lib/core/consolidate/raw-memories.ts";
import type { SessionStep } from "../../lib/core/evidence/ran.ts";
import { consolidateOffline } from "../../lib/core/offline/consolidate/consolidate-offline.ts";
import { extractOffline } from "../../lib/core/offline/extract/extract-offline.ts";
import { redactCut } from "../../lib/core/redact/redact-cut.ts";
import { takeSteps } from "../../lib/core/steps.ts";
import { readEvidence } from "../../lib/edge/transcripts/read-evidence.ts";
import { type Answer, answeredSteps } from "../helpers/answers.ts";
import { type MemoryTally, measureMemory, summaryWishes } from "../helpers/measure-memory.ts";

const START = Date.UTC(2026, 10, 20) / 1_000;
const HOUR = 3_600;
const SESSIONS = 100;
const WARM_UPS = 5;
const MEGABYTE = 1_000_000;
const BUDGET_BYTES = 723_520;

/**
 * What memories made by rules hold of what a colleague would want: recall of facts and wishes, of wishes by language,
 * lines that nobody wants a session, bytes a fact; the wishes that reach the summary, per person (sessions in one
 * language are one person's here), and whether those said in several sessions come first. And how long the rules take
 * beside reading and redacting.
 */
export async function run(): Promise<object> {
  const read = await answeredSteps();
  const tallies = read.map(({ answer, steps }) => {
    return measureMemory(answer, extractOffline(steps, { cwd: answer.cwd }).raw_memory);
  });
  const extraction = sumUp(tallies);
  const summary = throughSummary(read);
  const speed = await measureSpeed();
  const result = { sessions: tallies.length, ...extraction, ...summary, ...speed };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  for (const { answer, missed, unwanted } of tallies) {
    for (const { text } of missed) process.stdout.write(`missed in ${answer.file}: ${text}\n`);
    for (const line of unwanted) process.stdout.write(`unwanted in ${answer.file}: ${line}\n`);
  }
  return result;
}

const share = (part: number, whole: number) => Number((part / Math.max(1, whole)).toFixed(4));

function sumUp(tallies: readonly MemoryTally[]): object {
  const wanted = tallies.flatMap(({ answer }) => answer.wanted);
  const found = tallies.flatMap(({ found: of }) => of);
  const byLanguage = Map.groupBy(tallies, ({ answer }) => answer.language);
  const wishes = (some: readonly MemoryTally[]) => {
    const asked = some.flatMap(({ answer }) => answer.wanted.filter(({ kind }) => kind === "wish"));
    return share(some.flatMap(({ found: of }) => of.filter(({ kind }) => kind === "wish")).length, asked.length);
  };
  return {
    wanted: wanted.length,
    recall: share(found.length, wanted.length),
    wishes_by_language: Object.fromEntries([...byLanguage].map(([language, some]) => [language, wishes(some)])),
    unwanted_a_session: share(tallies.flatMap(({ unwanted }) => unwanted).length, tallies.length),
    bytes_a_fact: Math.round(tallies.reduce((sum, { bytes }) => sum + bytes, 0) / Math.max(1, found.length)),
  };
}

/** The sessions of each language as one person's, consolidated. */
function throughSummary(read: readonly { answer: Answer; steps: readonly SessionStep[] }[]): object {
  // The same conversations in other agents' forms would make every wish a repeated one.
  const own = read.filter(({ answer }) => !answer.home.startsWith("agents/"));
  const people = Map.groupBy(own, ({ answer }) => answer.language);
  const sums = { wishes: 0, held: 0, repeated: 0, first: 0, unwanted: 0 };
  for (const sessions of people.values()) {
    const { summary } = takeSteps(
      consolidateOffline({
        baseline: new Map(),
        current: new Map([[RAW_MEMORIES_FILE, new TextEncoder().encode(rawOf(sessions))]]),
      }),
    );
    const tally = summaryWishes(
      summary,
      sessions.map(({ answer }) => answer),
    );
    for (const key of ["wishes", "held", "repeated", "first", "unwanted"] as const) sums[key] += tally[key];
  }
  return {
    summary_wishes: share(sums.held, sums.wishes),
    summary_repeated_first: share(sums.first, sums.repeated),
    summary_unwanted_a_session: share(sums.unwanted, own.length),
  };
}

function rawOf(sessions: readonly { answer: Answer; steps: readonly SessionStep[] }[]): string {
  const memories = sessions.flatMap(({ answer, steps }, at) => {
    const { raw_memory, rollout_slug } = extractOffline(steps, { cwd: answer.cwd });
    if (raw_memory === "") return [];
    const threadId = `01a2${at.toString(16).padStart(4, "0")}-0000-7000-8000-000000000000`;
    const head = { threadId, sourceUpdatedAt: START + at * HOUR, cwd: answer.cwd, rolloutPath: answer.file };
    return [{ ...head, rawMemory: raw_memory, rolloutSlug: rollout_slug ?? undefined }];
  });
  return renderRawMemories(memories);
}

/** Sessions of a megabyte, made of the lines of real ones: the rules beside reading and redacting the same file. */
async function measureSpeed(): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const path = join(dir, "rollout-2026-11-22T14-53-01-01a203bf-0c85-7cb3-a2c3-0892b45b6468.jsonl");
    writeFileSync(path, sessionText());
    const times = { reading: 0, rules: 0 };
    let before = 0;
    for (let round = -WARM_UPS; round < SESSIONS; round += 1) {
      if (round === 0) before = process.memoryUsage.rss();
      const started = process.cpuUsage();
      const options = { budgetBytes: BUDGET_BYTES, redact: redactCut, steps: "collect" } as const;
      const { steps } = await readEvidence([{ path, end: undefined }], options);
      const reading = process.cpuUsage(started);
      extractOffline(steps, { cwd: "/home/dev/app" });
      const whole = process.cpuUsage(started);
      if (round < 0) continue;
      times.reading += (reading.user + reading.system) / 1_000;
      times.rules += (whole.user + whole.system - reading.user - reading.system) / 1_000;
    }
    const grown = Math.max(0, process.memoryUsage.rss() - before) / MEGABYTE;
    return {
      reading_cpu_ms_a_session: Math.round(times.reading / SESSIONS),
      rules_cpu_ms_a_session: Math.round(times.rules / SESSIONS),
      with_rules_of_reading: share(times.reading + times.rules, times.reading),
      grown_mb_over_100_sessions: Math.round(grown),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function sessionText(): string {
  const folder = join(import.meta.dirname, "../../fixtures/rollouts");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jsonl"));
  const lines = files.toSorted().flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"));
  const [head = "", ...rest] = [...lines.filter(isMeta).slice(0, 1), ...lines.filter((line) => !isMeta(line))];
  let text = `${head}\n`;
  for (let at = 0; text.length < MEGABYTE; at += 1) text += `${rest[at % rest.length]}\n`;
  return text;
}

const isMeta = (line: string) => line.includes('"type":"session_meta"');
