import { mkdtempSync, rmSync } from "node:fs";
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
import { writeSessions } from "./content/write-sessions.ts";
import { type BenchOptions, type BenchResult, exactRow, limitRow, ratioRow } from "./report/bench-row.ts";

const START = Date.UTC(2026, 10, 20) / 1_000;
const HOUR = 3_600;
const SESSIONS = 100;
const DIFFERENT = 8;
const MEGABYTE = 1_000_000;
const GROWN_LIMIT_MB = 150;
const BUDGET_BYTES = 723_520;

/**
 * What memories made by rules hold of what a colleague would want: recall of facts and wishes, of wishes by language,
 * lines that nobody wants a session, bytes a fact; the wishes that reach the summary, per person (sessions in one
 * language are one person's here), and whether those said in several sessions come first. And how long the rules take
 * beside reading and redacting.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const read = await answeredSteps();
  const tallies = read.map(({ answer, steps }) => {
    return measureMemory(answer, extractOffline(steps, { cwd: answer.cwd }).raw_memory);
  });
  const extraction = sumUp(tallies);
  const summary = throughSummary(read);
  const speed = await measureSpeed(size === "quick" ? 10 : SESSIONS);
  for (const { answer, missed, unwanted } of tallies) {
    for (const { text } of missed) process.stdout.write(`missed in ${answer.file}: ${text}\n`);
    for (const line of unwanted) process.stdout.write(`unwanted in ${answer.file}: ${line}\n`);
  }
  const at = (figure: number, least: number) => [figure, "", { least }] as const;
  return {
    rows: [
      exactRow("recall of facts and wishes", ...at(extraction.recall, 0.98)),
      exactRow("unwanted lines a session", extraction.unwanted_a_session, "", { most: 0.1 }),
      exactRow("bytes a fact", extraction.bytes_a_fact, "bytes"),
      exactRow("wishes that reach the summary", ...at(summary.summary_wishes, 0.9)),
      exactRow("repeated wishes that come first", ...at(summary.summary_repeated_first, 1)),
      exactRow("unwanted lines of a summary, a session", summary.summary_unwanted_a_session, "", { most: 0.1 }),
      ratioRow("reading, redacting and the rules", speed.whole, speed.reading, {
        peer: "without rules",
        goal: { most: 2 },
      }),
      limitRow("memory grown over 100 sessions", [speed.grownMb], "MB", GROWN_LIMIT_MB),
    ],
    details: { sessions: tallies.length, ...extraction, ...summary },
  };
}

const share = (part: number, whole: number) => Number((part / Math.max(1, whole)).toFixed(4));

function sumUp(tallies: readonly MemoryTally[]) {
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
function throughSummary(read: readonly { answer: Answer; steps: readonly SessionStep[] }[]) {
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

/** Natural sessions of a megabyte in turns, so that no message was read just before: the rules beside reading and redacting. */
async function measureSpeed(sessions: number): Promise<{ whole: number[]; reading: number[]; grownMb: number }> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const paths = Array.from(
      { length: DIFFERENT },
      (_, seed) => writeSessions(join(dir, `${seed}`), [MEGABYTE], { seed })[0] ?? "",
    );
    const times = { reading: [] as number[], whole: [] as number[] };
    let before = 0;
    // Each round sums over all of the different sessions: one of them alone has more to judge than the next.
    for (let round = -1; round < Math.ceil(sessions / DIFFERENT); round += 1) {
      if (round === 0) before = process.memoryUsage.rss();
      const sums = { reading: 0, whole: 0 };
      for (const path of paths) {
        const started = process.cpuUsage();
        const options = { budgetBytes: BUDGET_BYTES, redact: redactCut, steps: "collect" } as const;
        const { steps } = await readEvidence([{ path, end: undefined }], options);
        sums.reading += cpuSince(started);
        extractOffline(steps, { cwd: "/home/dev/app" });
        sums.whole += cpuSince(started);
      }
      if (round < 0) continue;
      times.reading.push(sums.reading);
      times.whole.push(sums.whole);
    }
    const grown = Math.max(0, process.memoryUsage.rss() - before) / MEGABYTE;
    return { ...times, grownMb: Math.round(grown) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function cpuSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1_000;
}
