import { LineReader } from "../../core/citations/line-reader.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { classifyCommand } from "../../core/usage/classify-command.ts";
import { MEMORY_KINDS, type MemoryKind, type MemoryPlaces } from "../../core/usage/memory-kind.ts";
import { UsesOnce } from "../../core/usage/uses-once.ts";
import { readInput, STDIN_NAME } from "../../edge/input/read-input.ts";
import { memoryPlaces } from "../../edge/memory-files/memory-places.ts";
import type { World } from "../world.ts";
import { readSources } from "./read-sources.ts";

/** The kinds of memory that a shell command read. */
export function classifyScript(world: World, script: string): MemoryKind[] {
  return classifyCommand({ kind: "script", script }, placesOf(world));
}

function placesOf({ paths, env }: World): MemoryPlaces {
  return memoryPlaces(paths.root, env.HOME);
}

/** The kinds for each line of standard input, as the lines come; a line that is too long counts as no command. */
export async function* classifyLines(world: World): AsyncGenerator<MemoryKind[]> {
  const places = placesOf(world);
  const classify = (script: string) => classifyCommand({ kind: "script", script }, places);
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line ?? ""));
  for await (const chunk of readInput(STDIN_NAME)) {
    reader.push(chunk);
    for (const line of lines.splice(0)) yield classify(line);
  }
  reader.finish();
  for (const line of lines) yield classify(line);
}

/** How often tools read each kind of memory in transcripts; what a fork or a sub-agent replays counts once. */
export interface ClassifiedRollouts {
  /** Threads whose transcripts were read. */
  readonly rollouts: number;
  /** Commands that agents ran. */
  readonly calls: number;
  /** Kinds in their order, then tools in byte order. */
  readonly counts: readonly { readonly kind: MemoryKind; readonly tool: string; readonly count: number }[];
  /** Transcripts that could not be read, and why. */
  readonly failed: readonly string[];
}

/** Classifies the tool calls of a transcript, or of all below a folder. Throws `bad_input`. */
export async function classifyRollouts(world: World, path: string): Promise<ClassifiedRollouts> {
  const counts = new Map<string, { kind: MemoryKind; tool: string; count: number }>();
  const wishes = { reading: "collect", places: placesOf(world) } as const;
  const { sessions, failed } = await readSources(path, wishes, world.signal);
  const once = new UsesOnce();
  let calls = 0;
  for (const { uses } of sessions) {
    calls += uses.commands;
    for (const { tool, kinds, callHash, occurrence } of uses.reading) {
      if (!once.isNew(uses.rootThreadId, callHash, occurrence)) continue;
      for (const kind of kinds) {
        const row = counts.get(`${kind} ${tool}`) ?? { kind, tool, count: 0 };
        counts.set(`${kind} ${tool}`, { ...row, count: row.count + 1 });
      }
    }
  }
  const rank = (kind: MemoryKind) => MEMORY_KINDS.indexOf(kind);
  return {
    rollouts: sessions.length + failed.length,
    calls,
    counts: [...counts.values()].sort((a, b) => rank(a.kind) - rank(b.kind) || byteOrder(a.tool, b.tool)),
    failed,
  };
}
