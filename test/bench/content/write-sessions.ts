import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { metaLine, threadId, WRITTEN_AT } from "../../helpers/transcripts.ts";
import { chance } from "./chance.ts";
import { type Content, numbered, sessionTurns, type TranscriptForm } from "./session-turns.ts";

export interface SessionOptions {
  readonly form?: TranscriptForm;
  readonly content?: Content;
  readonly seed?: number;
}

/** So many turns are made; larger homes repeat them in another order, under ids of their own. */
const TURNS = 400;
/** What Codex puts in front of each session: its instructions, about this many bytes. */
const INSTRUCTIONS = { text: "Work carefully. ".repeat(800) };

/** A session ends with a turn that fits its size, if one of so many does. */
const TRIES = 6;
const bySize = (a: Buffer, b: Buffer) => a.byteLength - b.byteLength;

const made = new Map<string, readonly Buffer[]>();

/** The id of the nth session that `writeSessions` writes. */
export const sessionId = threadId;

/**
 * Writes a session of about each size (one turn at least) under `<codexHome>/sessions`, spread over many days and last
 * written at `WRITTEN_AT`; their paths. The same for the same seed, on the same sources.
 */
export function writeSessions(codexHome: string, sizes: readonly number[], options: SessionOptions = {}): string[] {
  const random = chance(options.seed ?? 11);
  return sizes.map((bytes, n) => {
    const day = `2026/${pad(1 + (n % 10))}/${pad(1 + (n % 28))}`;
    const path = join(codexHome, "sessions", day, `rollout-2026-11-22T14-10-55-${sessionId(n)}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeSession(path, n, bytes, random.below, options);
    return path;
  });
}

const pad = (n: number) => String(n).padStart(2, "0");

function writeSession(
  path: string,
  n: number,
  bytes: number,
  below: (limit: number) => number,
  options: SessionOptions,
) {
  const blocks = blocksOf(options);
  const meta = metaLine(sessionId(n), { base_instructions: INSTRUCTIONS, history_mode: options.form ?? "legacy" });
  const file = openSync(path, "w", 0o600);
  let length = writeSync(file, `${options.form === "paginated" ? numbered(meta, 0) : meta}\n`);
  do {
    const fitting = Array.from({ length: TRIES }, () => blocks[below(blocks.length)] ?? Buffer.alloc(0));
    const block = fitting.find(({ byteLength }) => length + byteLength <= bytes) ?? fitting.toSorted(bySize)[0];
    length += writeSync(file, block ?? Buffer.alloc(0));
  } while (length < bytes);
  closeSync(file);
  utimesSync(path, WRITTEN_AT, WRITTEN_AT);
}

/** The turns of a kind of session, made once. */
function blocksOf({ form = "legacy", content = "natural", seed = 11 }: SessionOptions): readonly Buffer[] {
  const key = `${form} ${content} ${seed}`;
  const there = made.get(key);
  if (there !== undefined) return there;
  const blocks: Buffer[] = [];
  for (const lines of sessionTurns(seed, form, content)) {
    if (blocks.length === TURNS) break;
    blocks.push(Buffer.from(`${lines.join("\n")}\n`));
  }
  made.set(key, blocks);
  return blocks;
}
