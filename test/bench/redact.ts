import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSecrets } from "../../lib/core/redact/redact.ts";
import { redactCut } from "../../lib/core/redact/redact-cut.ts";
import { ByteRedactor } from "../../lib/core/redact/stream/stream-redactor.ts";
import { generatedTexts } from "../core/redact/corpus/clean-texts.ts";
import { Draw } from "../core/redact/corpus/draw.ts";
import {
  measureFalseAlarms,
  measureGrammars,
  measureInvented,
  measureRecall,
  measureTold,
  sum,
  type Tally,
} from "../core/redact/corpus/measure.ts";
import { type NaturalText, naturalTexts } from "../core/redact/corpus/natural-texts.ts";
import { type BenchOptions, type BenchResult, type BenchRow, exactRow, ratioRow } from "./report/bench-row.ts";

const SEED = 97;
const ROUNDS = 40;
const QUICK_ROUNDS = 4;
const GRAMMAR_ROUNDS = 12;
const MEGABYTE = 1_000_000;
const PASSES = 5;
/** Bytes of each kind of natural content. */
const NATURAL_BYTES = 8 * MEGABYTE;
/** A row that is cut to 8,000 bytes, and the length that such rows often have. */
const KEEP_UNITS = 4_064;
const ROW_LENGTH = 100_000;
const DENSE_BYTES = 60_000;

/**
 * Recall: secrets of known formats per kind and context, formats drawn from their grammars between the separators of
 * every notation, passwords told in sentences, formats that no rule names. False alarms per MB of natural code, prose and
 * logs. Throughput on the same content, beside `grep -c`, `jq` and a search for three words in this process.
 */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const recall = reportRecall(size === "quick" ? QUICK_ROUNDS : ROUNDS);
  const natural = naturalTexts(join(import.meta.dirname, "../.."), size === "quick" ? MEGABYTE : NATURAL_BYTES);
  const alarms = reportFalseAlarms(natural);
  const speeds = reportSpeed(natural);
  const of = (work: string) => speeds[work] ?? [];
  return {
    rows: [
      ...RECALL_PARTS.map((part) => exactRow(`recall of ${part}`, recall[`recall_of_${part}`] as number, "", GOOD)),
      ...ALARM_KINDS.map((kind) =>
        exactRow(`false alarms in ${kind}`, alarms[`false_alarms_per_mb_${kind}`] ?? 0, "per MB", { most: 1 }),
      ),
      speedRow("redacting natural text", of("redact"), WANTED_MB_PER_S),
      beside("redacting natural text", of("redact"), "jq", of("jq")),
      beside("redacting natural text", of("redact"), "a search for three words", of("three_words")),
      beside("redacting a stream", of("stream"), "redacting texts", of("redact")),
      beside("redacting rows that are cut", of("cut_rows"), "redacting texts", of("redact")),
      beside("redacting nothing but ids and hashes", of("dense"), "redacting texts", of("redact")),
    ],
    details: { ...recall, ...alarms },
  };
}

const RECALL_PARTS = ["formats", "grammars", "told", "unlisted"] as const;
const ALARM_KINDS = ["code", "prose", "logs", "diffs", "locks", "generated"];
const GOOD = { least: 0.99 };

/** Megabytes a second beside those that are asked for; whatever machine it is. */
function speedRow(what: string, times: readonly number[], wanted: number): BenchRow {
  const { noise } = ratioRow(what, times, times, { peer: "itself" });
  const speed = Math.round(1_000 / Math.min(...times));
  const ratio = Number((speed / wanted).toPrecision(4));
  return {
    what,
    ours: speed,
    unit: "MB/s",
    peer: { name: "asked for", value: wanted },
    ratio,
    noise,
    goal: { least: 1 },
  };
}

/** What natural text is to be redacted with, in one process. */
const WANTED_MB_PER_S = 180;

const beside = (what: string, times: readonly number[], peer: string, others: readonly number[]) =>
  ratioRow(`${what}, beside ${peer}`, times, others, { peer, unit: "ms/MB" });

/** Of each work the milliseconds a megabyte, of each pass. */
type Speeds = Readonly<Record<string, readonly number[]>>;

const share = (tallies: readonly Tally[]): number => Number((sum(tallies, "gone") / sum(tallies, "placed")).toFixed(4));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function reportRecall(rounds: number): Record<string, unknown> {
  const parts = {
    formats: measureRecall(SEED, rounds),
    grammars: measureGrammars(SEED + 1, GRAMMAR_ROUNDS),
    told: measureTold(SEED + 2, rounds * 5),
    unlisted: measureInvented(SEED, rounds * 10),
  };
  for (const [part, tallies] of Object.entries(parts)) {
    say(`recall of ${part}: ${share(tallies)} of ${sum(tallies, "placed")} (at least 0.99)`);
    for (const [name, some] of Map.groupBy(tallies, ({ context }) => context)) {
      if (share(some) < 1) say(`  ${name}: ${share(some)}`);
    }
    for (const [name, some] of Map.groupBy(tallies, ({ kind }) => kind)) {
      if (share(some) < 0.99) say(`  ${name}: ${share(some)}`);
    }
  }
  const by = (key: "context" | "kind", tallies: readonly Tally[]) =>
    Object.fromEntries([...Map.groupBy(tallies, (tally) => tally[key])].map(([name, some]) => [name, share(some)]));
  return Object.fromEntries(
    Object.entries(parts).flatMap(([part, tallies]) => [
      [`recall_of_${part}`, share(tallies)],
      [`${part}_placed`, sum(tallies, "placed")],
      [`recall_of_${part}_by_context`, by("context", tallies)],
      [`recall_of_${part}_by_kind`, by("kind", tallies)],
    ]),
  );
}

function reportFalseAlarms(natural: readonly NaturalText[]): Record<string, number> {
  const kinds = [...Map.groupBy(natural, ({ kind }) => kind)].map(
    ([kind, texts]) => [kind, measureFalseAlarms(texts)] as const,
  );
  const all = [...kinds, ["generated", measureFalseAlarms(generatedTexts(new Draw(SEED), 60_000))] as const];
  return Object.fromEntries(
    all.flatMap(([kind, { alarms, bytes }]) => {
      const perMegabyte = Number((alarms.length / (bytes / MEGABYTE)).toFixed(2));
      const megabytes = Number((bytes / MEGABYTE).toFixed(1));
      say(`false alarms in ${kind}: ${perMegabyte} per MB of ${megabytes} MB (at most 1)`);
      for (const alarm of alarms) say(`  ${JSON.stringify(alarm)}`);
      return [
        [`false_alarms_per_mb_${kind}`, perMegabyte],
        [`${kind}_mb`, megabytes],
      ];
    }),
  );
}

function reportSpeed(natural: readonly NaturalText[]): Speeds {
  const bytes = natural.map(({ text }) => Buffer.from(text));
  const whole = bytes.map((content) => content.toString("latin1")).join("\n");
  const size = whole.length;
  const rows = Array.from({ length: Math.floor(size / ROW_LENGTH) }, (_, row) =>
    whole.slice(row * ROW_LENGTH, (row + 1) * ROW_LENGTH),
  );
  const chunks = rows.map((row) => Buffer.from(row, "latin1"));
  // Nothing but hashes, ids and names of secrets, of the same size as all else, so that its figure compares.
  const generated = generatedTexts(new Draw(SEED), DENSE_BYTES).map(({ text }) => text);
  const denseSize = generated.reduce((total, { length }) => total + length, 0);
  const dense = Array.from({ length: Math.max(1, Math.round(size / denseSize)) }, () => generated).flat();
  let stream = new ByteRedactor();
  const works = {
    redact: inPieces(rows, (text) => findSecrets(text)),
    stream: inPieces(chunks, (chunk) => {
      if (chunk === chunks[0]) stream = new ByteRedactor();
      stream.push(chunk);
      if (chunk === chunks.at(-1)) stream.end();
    }),
    dense: inPieces(dense, (text) => findSecrets(text)),
    cut_rows: inPieces(rows, (row) => redactCut(row, KEEP_UNITS)),
    three_words: inPieces(rows, (text) => text.match(/password|secret|token/gi)?.length),
    ...peers(bytes),
  };
  // Interleaved, so that what else the machine does meets all of them alike.
  const times = new Map<string, number[]>();
  for (let round = 0; round < PASSES; round++) {
    for (const [name, work] of Object.entries(works)) {
      const start = performance.now();
      const least = work();
      const ms = (least ?? performance.now() - start) / (size / MEGABYTE);
      times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  peerFolder.remove();
  return Object.fromEntries(times);
}

/**
 * The same work on each text. What it takes is the sum of the least that each text took in any pass until now: a quiet
 * moment for a single text comes on the busiest machine, one for all of them does not.
 */
function inPieces<T>(texts: readonly T[], work: (text: T) => unknown): () => number {
  const least = new Float64Array(texts.length).fill(Number.POSITIVE_INFINITY);
  return () => {
    for (const [at, text] of texts.entries()) {
      const start = performance.now();
      work(text);
      least[at] = Math.min(least[at] ?? 0, performance.now() - start);
    }
    return least.reduce((sum, ms) => sum + ms, 0);
  };
}

const peerFolder = {
  path: "",
  make(): string {
    this.path = mkdtempSync(join(tmpdir(), "memories-bench-"));
    return this.path;
  },
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  },
};

/** The same content read by `grep -c` for three words, and, as strings of JSON, by `jq`. */
function peers(bytes: readonly Buffer[]): Record<string, () => void> {
  const folder = peerFolder.make();
  const plain = join(folder, "natural.txt");
  const json = join(folder, "natural.jsonl");
  writeFileSync(plain, Buffer.concat(bytes));
  writeFileSync(json, bytes.map((content) => `${JSON.stringify({ text: content.toString() })}\n`).join(""));
  const runProgram = (program: string, ...args: string[]) => {
    const { error } = spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    if (error !== undefined) throw error;
  };
  return {
    grep: () => runProgram("grep", "-ciE", "password|secret|token", plain),
    jq: () => runProgram("jq", "-c", "select(.text != null)", json),
  };
}
