import { REDACTION_MARKER } from "../../../../lib/core/constants.ts";
import { redact } from "../../../../lib/core/redact/redact.ts";
import type { CleanText } from "./clean-texts.ts";
import {
  type Context,
  code,
  headersAndLogs,
  jsonInJson,
  namingProse,
  type Placed,
  prose,
  settings,
  shell,
} from "./contexts.ts";
import { Draw } from "./draw.ts";
import { drawKey, GRAMMARS } from "./grammar-kinds.ts";
import { INVENTED_KINDS } from "./held-out-kinds.ts";
import { NAMED_KINDS } from "./named-kinds.ts";
import { placeIn, SEPARATORS } from "./separators.ts";
import { SHAPED_KINDS } from "./shaped-kinds.ts";
import { STANDALONE_KINDS } from "./standalone-kinds.ts";
import { TOLD_COMMANDS, TOLD_SENTENCES, toldPassword } from "./told-passwords.ts";

/** How many of one kind in one context were placed, and how many were wholly gone with their surroundings kept. */
export interface Tally {
  readonly kind: string;
  readonly context: string;
  placed: number;
  gone: number;
  /** Texts of which something was left, or whose surroundings suffered. */
  readonly failures: string[];
}

/** The longest piece of a secret that may be left of it by accident. */
const LEFT_OVER_MAX = 7;

/** Whether nothing of the secret but accidental pieces is left. */
export function isGone(secret: string, redacted: string): boolean {
  const rest = redacted.replaceAll(REDACTION_MARKER, " ");
  if (rest.includes(secret)) return false;
  for (let at = 0; at + LEFT_OVER_MAX < secret.length; at++) {
    if (rest.includes(secret.slice(at, at + LEFT_OVER_MAX + 1))) return false;
  }
  return true;
}

function judge(tally: Tally, { text, secret, keep }: Placed): void {
  const redacted = redact(text).text;
  tally.placed++;
  if (isGone(secret, redacted) && keep.every((part) => redacted.includes(part))) tally.gone++;
  else tally.failures.push(`${text.slice(0, 300)}  →  ${redacted.slice(0, 300)}`);
}

const CONTEXTS: Readonly<Record<string, Context>> = { shell, jsonInJson, code, settings, headersAndLogs };

/** Listed kinds in every context. */
export function measureRecall(seed: number, rounds: number): Tally[] {
  const draw = new Draw(seed);
  const tallies: Tally[] = [];
  const run = (kind: string, context: string, place: () => Placed): void => {
    const tally: Tally = { kind, context, placed: 0, gone: 0, failures: [] };
    for (let round = 0; round < rounds; round++) judge(tally, place());
    tallies.push(tally);
  };
  for (const [kinds, sentence] of [
    [STANDALONE_KINDS, prose],
    [NAMED_KINDS, namingProse],
  ] as const) {
    for (const kind of kinds) {
      for (const [name, context] of Object.entries({ prose: sentence, ...CONTEXTS })) {
        run(kind.kind, name, () => context(draw, kind, kind.make(draw)));
      }
    }
  }
  for (const { kind, make } of SHAPED_KINDS) {
    const wrap = (wrapped: (text: string) => string, written: (secret: string) => string) => (): Placed => {
      const { text, secrets } = make(draw);
      return { text: wrapped(text), secret: secrets.map(written).join("\n"), keep: [] };
    };
    const inner = (text: string): string => JSON.stringify(text).slice(1, -1);
    const same = (text: string): string => text;
    run(
      kind,
      "prose",
      wrap((text) => `It printed this:\n\n${text}\n\nWhat now?`, same),
    );
    run(
      kind,
      "shell",
      wrap((text) => `$ cat out.txt\n${text}\n$ echo done`, same),
    );
    run(
      kind,
      "jsonInJson",
      wrap(
        (text) => JSON.stringify({ a: JSON.stringify({ output: text, exit: 0 }) }),
        (secret) => inner(inner(secret)),
      ),
    );
    run(
      kind,
      "code",
      wrap((text) => `const text = ${JSON.stringify(text)};\nrun(text);`, inner),
    );
  }
  return tallies;
}

/** Kinds that no rule names. */
export function measureInvented(seed: number, rounds: number): Tally[] {
  const draw = new Draw(seed);
  return INVENTED_KINDS.map(({ kind, make }) => {
    const tally: Tally = { kind, context: "own", placed: 0, gone: 0, failures: [] };
    for (let round = 0; round < rounds; round++) judge(tally, { ...make(draw), keep: [] });
    return tally;
  });
}

/** Formats drawn from their grammars, bare, between the separators of every notation. */
export function measureGrammars(seed: number, rounds: number): Tally[] {
  const draw = new Draw(seed);
  return Object.keys(SEPARATORS).flatMap((context) =>
    GRAMMARS.map((grammar) => {
      const tally: Tally = { kind: grammar.kind, context, placed: 0, gone: 0, failures: [] };
      for (let round = 0; round < rounds; round++) judge(tally, placeIn(draw, context, drawKey(draw, grammar)));
      return tally;
    }),
  );
}

/** Passwords told in sentences of many languages, and handed to commands. */
export function measureTold(seed: number, rounds: number): Tally[] {
  const draw = new Draw(seed);
  return Object.entries({ ...TOLD_SENTENCES, commands: TOLD_COMMANDS }).map(([context, frames]) => {
    const tally: Tally = { kind: "password", context, placed: 0, gone: 0, failures: [] };
    for (let round = 0; round < rounds; round++) {
      const [before = "", after = ""] = draw.of(frames).split("…");
      const secret = toldPassword(draw);
      judge(tally, { text: before + secret + after, secret, keep: [before.trimEnd(), after] });
    }
    return tally;
  });
}

export interface FalseAlarms {
  readonly bytes: number;
  readonly alarms: readonly string[];
}

/** Findings in texts that hold no secret. */
export function measureFalseAlarms(texts: readonly CleanText[]): FalseAlarms {
  let bytes = 0;
  const alarms: string[] = [];
  for (const { name, text } of texts) {
    bytes += Buffer.byteLength(text);
    for (const { kind, start, end } of redact(text).findings) {
      alarms.push(
        `${name}: ${kind}: ${text.slice(Math.max(0, start - 60), start)}⟦${text.slice(start, end).slice(0, 100)}⟧`,
      );
    }
  }
  return { bytes, alarms };
}

export const sum = (tallies: readonly Tally[], key: "placed" | "gone"): number =>
  tallies.reduce((total, tally) => total + tally[key], 0);
