import { renderRawMemories } from "../../lib/core/consolidate/raw-memories.ts";
import { RAW_MEMORIES_FILE } from "../../lib/core/consolidate/paths.ts";
import { consolidateOffline } from "../../lib/core/offline/consolidate/consolidate-offline.ts";
import { extractOffline } from "../../lib/core/offline/extract/extract-offline.ts";
import { redactText } from "../../lib/core/redact/redact.ts";
import type { SessionStep } from "../../lib/core/evidence/ran.ts";
import { type Answer, answeredSteps } from "../helpers/answers.ts";
import { measureMemory, type MemoryTally, summaryWishes } from "../helpers/measure-memory.ts";

const START = Date.UTC(2026, 10, 20) / 1_000;
const HOUR = 3_600;
const SESSIONS = 100;
const SESSION_BYTES = 1_000_000;

/**
 * What memories made by rules hold of what a colleague would want: recall of facts and wishes, of wishes by language,
 * lines that nobody wants a session, bytes a fact; the wishes that reach the summary, per person (sessions in one
 * language are one person's here), and whether those said in several sessions come first. And how long the rules take
 * beside redacting the same text.
 */
export async function run(): Promise<object> {
  const read = await answeredSteps();
  const tallies = read.map(({ answer, steps }) => {
    return measureMemory(answer, extractOffline(steps, { cwd: answer.cwd }).raw_memory);
  });
  const extraction = sumUp(tallies);
  const summary = throughSummary(read);
  const speed = measureSpeed(read.flatMap(({ steps }) => steps));
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
    const { summary } = consolidateOffline({ baseline: new Map(), current: new Map([[RAW_MEMORIES_FILE, rawOf(sessions)]]) });
    const tally = summaryWishes(summary, sessions.map(({ answer }) => answer));
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

/** A hundred sessions of a megabyte, made of the rows of real ones: the rules beside redacting the same rows. */
function measureSpeed(rows: readonly SessionStep[]): object {
  const session: SessionStep[] = [];
  for (let bytes = 0, at = 0; bytes < SESSION_BYTES; at += 1) {
    const step = rows[at % rows.length];
    if (step === undefined) break;
    session.push(step);
    bytes += step.kind === "row" ? step.text.length : step.ran.kind === "command" ? step.ran.output.length : 0;
  }
  const text = session.map((step) => (step.kind === "row" ? step.text : "")).join("\n");
  const [before, times] = [process.memoryUsage.rss(), { rules: 0, redaction: 0 }];
  for (let round = 0; round < SESSIONS; round += 1) {
    const start = performance.now();
    extractOffline(session, { cwd: "/home/dev/app" });
    const between = performance.now();
    redactText(text);
    times.rules += between - start;
    times.redaction += performance.now() - between;
  }
  const grown = (process.memoryUsage.rss() - before) / 1e6;
  return {
    rules_ms_a_mb: Math.round(times.rules / SESSIONS),
    redaction_ms_a_mb: Math.round(times.redaction / SESSIONS),
    rules_of_redaction: share(times.rules, times.redaction),
    grown_mb_over_100_sessions: Math.round(grown),
  };
}
