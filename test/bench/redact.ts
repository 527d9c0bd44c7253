import { join } from "node:path";
import { findSecrets } from "../../lib/core/redact/redact.ts";
import { ByteRedactor } from "../../lib/core/redact/stream/stream-redactor.ts";
import { generatedTexts, packageTexts } from "../core/redact/corpus/clean-texts.ts";
import { Draw } from "../core/redact/corpus/draw.ts";
import { measureFalseAlarms, measureInvented, measureRecall, sum, type Tally } from "../core/redact/corpus/measure.ts";

const SEED = 97;
const ROUNDS = 40;
const MEGABYTE = 1_000_000;
const PASSES = 3;

/**
 * Recall on secrets drawn from each format's grammar, per kind and context; on formats that no rule names; false
 * alarms per MB of clean text; throughput on clean text, beside the preset alone and beside a search for three words,
 * which is as fast as reading a text can be.
 */
export async function run(): Promise<object> {
  const recall = reportRecall();
  const alarms = reportFalseAlarms();
  const speed = reportSpeed();
  return { ...recall, ...alarms, ...speed };
}

const share = (tallies: readonly Tally[]): number => Number((sum(tallies, "gone") / sum(tallies, "placed")).toFixed(4));
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function reportRecall(): object {
  const tallies = measureRecall(SEED, ROUNDS);
  const invented = measureInvented(SEED, ROUNDS * 10);
  const contexts = Map.groupBy(tallies, ({ context }) => context);
  const kinds = Map.groupBy(tallies, ({ kind }) => kind);
  say(
    `recall: ${share(tallies)} of ${sum(tallies, "placed")} secrets, ${kinds.size} kinds in ${contexts.size} contexts`,
  );
  for (const [context, some] of contexts) say(`  ${context}: ${share(some)}`);
  const imperfect = [...kinds].filter(([, some]) => share(some) < 1);
  for (const [kind, some] of imperfect.toSorted((a, b) => share(a[1]) - share(b[1]))) {
    say(`  ${kind}: ${some.map(({ context, gone, placed }) => `${context} ${gone}/${placed}`).join(", ")}`);
  }
  say(`recall on formats that no rule names: ${share(invented)} of ${sum(invented, "placed")}`);
  return {
    recall: share(tallies),
    secrets: sum(tallies, "placed"),
    recall_by_context: Object.fromEntries([...contexts].map(([context, some]) => [context, share(some)])),
    recall_by_kind: Object.fromEntries(
      [...kinds].map(([kind, some]) => [
        kind,
        Object.fromEntries(some.map((tally) => [tally.context, share([tally])])),
      ]),
    ),
    recall_of_unlisted_formats: share(invented),
    recall_of_unlisted_by_kind: Object.fromEntries(invented.map((tally) => [tally.kind, share([tally])])),
  };
}

const packages = (bytes: number) => packageTexts(join(import.meta.dirname, "../../node_modules"), bytes);

function reportFalseAlarms(): object {
  const generated = measureFalseAlarms(generatedTexts(new Draw(SEED), 60_000));
  const code = measureFalseAlarms(packages(16 * MEGABYTE));
  const perMegabyte = ({ alarms, bytes }: typeof code) => Number((alarms.length / (bytes / MEGABYTE)).toFixed(2));
  const megabytes = (bytes: number) => Number((bytes / MEGABYTE).toFixed(1));
  say(
    `false alarms: ${perMegabyte(generated)} per MB in ${megabytes(generated.bytes)} MB of logs, locks, hashes, prose`,
  );
  say(`false alarms: ${perMegabyte(code)} per MB in ${megabytes(code.bytes)} MB of packages`);
  for (const alarm of code.alarms) say(`  ${JSON.stringify(alarm)}`);
  return {
    false_alarms_per_mb_generated: perMegabyte(generated),
    generated_mb: megabytes(generated.bytes),
    false_alarms_per_mb_packages: perMegabyte(code),
    packages_mb: megabytes(code.bytes),
  };
}

function reportSpeed(): object {
  const texts = packages(16 * MEGABYTE).map(({ text }) => text);
  const bytes = texts.map((text) => Buffer.from(text));
  const size = bytes.reduce((total, { length }) => total + length, 0);
  const pass = (work: () => unknown): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < PASSES; round++) {
      const start = performance.now();
      work();
      best = Math.min(best, performance.now() - start);
    }
    return Math.round(size / 1_000 / best);
  };
  const speeds = {
    redact_mb_per_s: pass(() => texts.map((text) => findSecrets(text))),
    stream_mb_per_s: pass(() => {
      const stream = new ByteRedactor();
      for (const chunk of bytes) stream.push(chunk);
      stream.end();
    }),
    three_words_mb_per_s: pass(() => texts.map((text) => text.match(/password|secret|token/gi)?.length)),
  };
  for (const [name, speed] of Object.entries(speeds)) say(`${name}: ${speed}`);
  return speeds;
}
