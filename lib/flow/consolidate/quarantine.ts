import {
  EXTENSIONS_FOLDER,
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  ROLLOUT_SUMMARIES_FOLDER,
  SUMMARY_FILE,
} from "../../core/consolidate/paths.ts";
import type { NamedMemory } from "../../core/consolidate/plan-inputs.ts";
import { parseRawMemories } from "../../core/consolidate/raw-memories.ts";
import { redactText } from "../../core/redact/redact.ts";
import { preferenceBullets } from "../../core/signals/preference-bullets.ts";
import type { Steps } from "../../core/steps.ts";
import { ownCopy } from "../../core/text/own-copy.ts";
import { sameEntry, type Tree } from "../../core/tree/tree.ts";
import { quarantineId } from "../../core/verify/words/quarantine-id.ts";
import { readLines } from "../../core/verify/words/text-lines.ts";
import { verifyWords, type WordVerification } from "../../core/verify/words/verify-words.ts";
import type { FileTexts, WordSources } from "../../core/verify/words/word-sources.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { freeMemory } from "../../edge/process/free-memory.ts";
import { rewriteInCopy } from "../../edge/root/rewrite-in-copy.ts";
import { keepQuarantine, refusedIds } from "../../edge/runs/quarantine.ts";
import { readSignals } from "../../edge/state/memory/signals.ts";
import { takeStepsApart } from "../lease/take-steps-apart.ts";
import { readContents, readTexts } from "../root/read-contents.ts";
import type { World } from "../world.ts";
import type { AgentCopy } from "./agent-copy.ts";
import { lookUpSignals } from "./look-up-signals.ts";

/** The work of an agent that has ended. */
export interface FinishedWork {
  readonly workspace: Workspace;
  readonly copy: string;
  readonly copied: AgentCopy;
  readonly after: Tree;
  readonly run: string;
  readonly memories: readonly NamedMemory[];
}

/**
 * Takes out of an agent's work what it gives as a person's words and no person said; keeps it in
 * `<home>/quarantine/<run>`. Returns how many lines that are, or undefined when no file was changed.
 */
export async function quarantineUnsourced(world: World, work: FinishedWork): Promise<number | undefined> {
  const { copied, after, memories, copy } = work;
  const changed = [HANDBOOK_FILE, SUMMARY_FILE].filter((path) => !sameEntry(copied.all.get(path), after.get(path)));
  if (changed.length === 0) return undefined;
  freeMemory();
  const files = await filesOf(work);
  freeMemory();
  const state = await world.state();
  const known = new Map(
    await readSignals(
      state,
      memories.map(({ threadId }) => threadId),
    ),
  );
  freeMemory();
  const sources = await sourcesOf(work, files);
  const judged = () => takeStepsApart(verifyWords(files, { ...sources, ...quotesOf(memories, known) }), world.signal);
  let result = await judged();
  const cited = new Set(result.unsourced.flatMap(({ sources: paths }) => paths));
  const older = memories.filter((memory) => cited.has(recapOf(memory)) && !known.has(memory.threadId));
  if (older.length > 0) {
    for (const [id, signals] of await lookUpSignals(world, older)) known.set(id, [...signals]);
    result = await judged();
  }
  return apply(world, work, result, copy);
}

function apply(world: World, work: FinishedWork, result: WordVerification, copy: string): number | undefined {
  const { handbook, summary, unsourced } = result;
  if (handbook !== undefined) rewriteInCopy(copy, HANDBOOK_FILE, handbook);
  if (summary !== undefined) rewriteInCopy(copy, SUMMARY_FILE, summary);
  const refused = refusedIds(world.paths.home);
  const lines = unsourced
    .map((line) => ({ ...line, sources: [...line.sources], id: quarantineId(line), text: redactText(line.text) }))
    .filter(({ id }) => !refused.has(id));
  if (lines.length > 0) {
    const thread_ids = work.memories.map(({ threadId }) => threadId);
    keepQuarantine(world.paths.home, work.run, { thread_ids, lines });
    const line = lines.length === 1 ? "1 line has" : `${lines.length} lines have`;
    world.log.warn(`${line} no source in a person's words and went to quarantine; look with memories review`);
  }
  return handbook === undefined && summary === undefined ? undefined : lines.length;
}

type Files = Record<"handbook" | "summary", FileTexts> & {
  readonly edited: readonly string[];
  readonly raw: Uint8Array;
};

async function filesOf({ workspace, copied, after }: FinishedWork): Promise<Files> {
  const paths = [HANDBOOK_FILE, SUMMARY_FILE];
  const [was, before, now] = await Promise.all([
    readTexts(workspace, workspace.baseline, paths),
    readTexts(workspace, copied.all, paths),
    readTexts(workspace, after, paths),
  ]);
  const edited = paths.flatMap((path) => {
    const old = new Set(readLines(was.get(path) ?? "").map(({ text }) => text));
    return readLines(before.get(path) ?? "").flatMap(({ text }) => (old.has(text) ? [] : [text]));
  });
  const texts = (path: string) => ({ before: before.get(path), after: now.get(path) });
  const raw = (await readContents(workspace, copied.all, [RAW_MEMORIES_FILE])).get(RAW_MEMORIES_FILE);
  return { handbook: texts(HANDBOOK_FILE), summary: texts(SUMMARY_FILE), edited, raw: raw ?? new Uint8Array() };
}

async function sourcesOf(
  { workspace, copied, memories }: FinishedWork,
  { edited, raw }: Files,
): Promise<Omit<WordSources, "signals" | "unsaid">> {
  const isAsked = (path: string) => path.startsWith(`${EXTENSIONS_FOLDER}/`) && path.endsWith(".md");
  const paths = [...copied.tree].filter(([path, { kind }]) => kind === "file" && isAsked(path)).map(([path]) => path);
  const asked = [...(await readTexts(workspace, copied.tree, paths)).values()];
  return { asked, edited, remembered: () => preferencesIn(raw), folders: memories.map(({ cwd }) => cwd) };
}

/** So many memories are read in a step: what that leaves behind is some megabytes. */
const STEP = 64;

function* preferencesIn(raw: Uint8Array): Steps<readonly string[]> {
  const found: string[] = [];
  for (const [at, { body }] of parseRawMemories(raw).entries()) {
    if (at % STEP === STEP - 1) yield;
    for (const { text } of preferenceBullets(body().split("\n"))) found.push(ownCopy(text));
  }
  return found;
}

function quotesOf(
  memories: readonly NamedMemory[],
  known: Awaited<ReturnType<typeof readSignals>>,
): Pick<WordSources, "signals" | "unsaid"> {
  const signals = new Map<string, string[]>();
  const unsaid: string[] = [];
  for (const memory of memories) {
    const of = known.get(memory.threadId) ?? [];
    signals.set(
      recapOf(memory),
      of.filter(({ verified }) => verified).map(({ quote }) => quote),
    );
    unsaid.push(...of.filter(({ verified }) => !verified).map(({ quote }) => quote));
  }
  return { signals, unsaid };
}

const recapOf = ({ fileName }: NamedMemory) => `${ROLLOUT_SUMMARIES_FOLDER}/${fileName}`;
