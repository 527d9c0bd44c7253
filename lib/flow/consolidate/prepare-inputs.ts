import { fileIdIn, type InputsRecord, inputsDigest, inputsKey } from "../../core/consolidate/inputs-record.ts";
import { RAW_MEMORIES_FILE } from "../../core/consolidate/paths.ts";
import { holdsContent, type InputPlan, planInputs } from "../../core/consolidate/plan-inputs.ts";
import { renderRawHeading, renderRawMemory } from "../../core/consolidate/raw-memories.ts";
import { renderRolloutSummary } from "../../core/consolidate/rollout-summary.ts";
import type { Scan } from "../../core/diff/scan.ts";
import { MemoriesError } from "../../core/errors.ts";
import { blobId } from "../../core/tree/blob-id.ts";
import { comparePaths } from "../../core/tree/path-bytes.ts";
import { readInputsRecord } from "../../edge/git/baseline/inputs-record.ts";
import { identifyFile } from "../../edge/git/tree/identify-file.ts";
import { freeGrownMemory } from "../../edge/process/free-memory.ts";
import { appendToSpool, beginSpool, spoolContent, spoolPath } from "../../edge/root/spool.ts";
import { readTexts } from "../../edge/state/memory/selection.ts";
import type { World } from "../world.ts";
import { type AgeRules, type SelectedInputs, selectInputs } from "./selection.ts";

/** The root whose inputs are to become those of the selection. */
export interface InputsPlace {
  readonly gitDir: string;
  /** The root as it was scanned. */
  readonly disk: Scan;
  /** Summaries found at the adoption. */
  readonly foreign: readonly string[];
  /** A private folder for what was rendered, made and emptied here when there is anything to render. */
  readonly spool: string;
  readonly ages: AgeRules;
}

/** Everything that a sync will do; the texts wait on disk. */
export interface PreparedInputs {
  readonly selection: SelectedInputs;
  readonly plan: InputPlan;
  /** Files to write, in path order; `number` is that of the content in the spool. */
  readonly writes: readonly { readonly path: string; readonly number: number }[];
  /** What was rendered, when that was not known before; undefined too when a text was written meanwhile. */
  readonly record: InputsRecord | undefined;
}

/** So many memories have their texts in memory at a time: some megabytes. */
const PAGE = 256;
/** A selected memory that is extracted anew while the texts are read makes a new selection; so often at most. */
const ATTEMPTS = 20;

/**
 * Finds out what a sync has to write and renders it. Of a selection that was rendered before, and whose files the
 * root holds, no text is read. Throws `busy` when the memories do not hold still.
 */
export async function prepareInputs(
  world: World,
  selection: SelectedInputs,
  place: InputsPlace,
): Promise<PreparedInputs> {
  let now = selection;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { extensionRetentionDays } = world.settings;
    const plan = planInputs(now.memories, place.disk, place.foreign, {
      extensionRetentionDays,
      now: place.ages.activeNow,
    });
    if (isRendered(now, plan, place)) return { selection: now, plan, writes: [], record: undefined };
    const rendered = await render(world, now, plan, place);
    if (rendered !== "moved") return { selection: now, plan, ...rendered };
    now = await selectInputs(world, place.ages);
  }
  throw new MemoriesError("busy", "memories are being extracted anew faster than they can be read", {
    hint: "try again when the extraction is done",
  });
}

/** Whether what the selection makes was rendered before and lies in the root. */
function isRendered({ memories, revision }: SelectedInputs, plan: InputPlan, { gitDir, disk }: InputsPlace): boolean {
  const known = revision === undefined ? undefined : readInputsRecord(gitDir);
  if (known === undefined || revision === undefined) return false;
  return inputsDigest(plan, fileIdIn(disk)) === known.digest && inputsKey(revision, memories) === known.key;
}

/** Renders page by page. `moved`: a selected memory is no longer what it was when it was selected. */
async function render(
  world: World,
  { memories, revision }: SelectedInputs,
  { summaries }: InputPlan,
  { disk, spool }: InputsPlace,
): Promise<Pick<PreparedInputs, "writes" | "record"> | "moved"> {
  const state = await world.state();
  const encoder = new TextEncoder();
  const ids = new Map<string, string>();
  const writes: { path: string; number: number }[] = [];
  const pathOf = new Map([...summaries].map(([path, memory]) => [memory.threadId, path]));
  let isSteady = revision !== undefined;
  let contents = 1;
  beginSpool(spool);
  appendToSpool(spool, 0, renderRawHeading(memories.length));
  for (let at = 0; at < memories.length; at += PAGE) {
    const page = memories.slice(at, at + PAGE);
    const { texts, revision: read } = await readTexts(state, page);
    isSteady &&= read === revision;
    const sections: string[] = [];
    for (const memory of page) {
      const text = texts.get(memory.threadId);
      if (text === undefined) return "moved";
      sections.push(renderRawMemory({ ...memory, ...text }));
      const path = pathOf.get(memory.threadId);
      if (path === undefined) continue;
      const bytes = encoder.encode(renderRolloutSummary({ ...memory, ...text }));
      const id = blobId(bytes);
      ids.set(path, id);
      if (holdsContent(disk, path, { id, size: bytes.length })) continue;
      spoolContent(spool, contents, bytes);
      writes.push({ path, number: contents });
      contents += 1;
    }
    appendToSpool(spool, 0, sections.join(""));
    freeGrownMemory();
  }
  const raw = identifyFile(spoolPath(spool, 0));
  ids.set(RAW_MEMORIES_FILE, raw.id);
  if (!holdsContent(disk, RAW_MEMORIES_FILE, raw)) writes.push({ path: RAW_MEMORIES_FILE, number: 0 });
  const digest = isSteady ? inputsDigest({ summaries }, (path) => ids.get(path)) : undefined;
  return {
    writes: writes.toSorted((a, b) => comparePaths(a.path, b.path)),
    record: revision === undefined || digest === undefined ? undefined : { key: inputsKey(revision, memories), digest },
  };
}
