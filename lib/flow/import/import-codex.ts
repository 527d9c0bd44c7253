import { handbookResources } from "../../core/import/handbook-resources.ts";
import type { ImportedMemory } from "../../core/import/imported-memory.ts";
import { planImport } from "../../core/import/plan-import.ts";
import { redactText } from "../../core/redact/redact.ts";
import { readImportFacts, storeImported } from "../../edge/state/memory/import-memories.ts";
import { checkRootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import type { World } from "../world.ts";
import { readCodexMemory } from "./codex-memory.ts";
import { planResources, writeResources } from "./resources.ts";

/** What an import took or, with `dry_run`, would take. */
export interface ImportReport {
  readonly status: "imported" | "nothing_to_import";
  readonly dry_run: boolean;
  /** Ids of threads whose memory is taken; those of `from_summaries` stood in a summary file alone. */
  readonly stage1_outputs: readonly string[];
  readonly from_summaries: readonly string[];
  readonly left_out: readonly { readonly thread_id: string; readonly reason: string }[];
  /** Files of the extension that are written, and those that are there already and stay. */
  readonly resources: readonly string[];
  readonly kept_resources: readonly string[];
  /** Rows and files that hold a text and do not say of which session, or when. */
  readonly unclear: readonly string[];
  /** What could not be read. */
  readonly problems: readonly string[];
}

/**
 * Takes what Codex's own memory pipeline knows: rows of its databases with their usage, summaries of which no row is
 * left, its handbook and skills as an extension. Nothing that is here is overwritten, nothing of Codex's is changed.
 * Throws `root_refused` for a root that the extension must not go into.
 */
export async function importCodex(world: World, mode: "apply" | "dry_run"): Promise<ImportReport> {
  const ownership = await checkRootOwnership(world);
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  // 1. What Codex has, and what of it is new here.
  const { rows, summaries, handbooks, problems, unclear } = await readCodexMemory(world);
  for (const problem of problems) world.log.warn(problem);
  const state = await world.state();
  const { take, leftOut } = planImport([...rows, ...summaries], await readImportFacts(state));
  const resources = handbooks.flatMap(({ folder, files }) =>
    handbookResources(
      folder,
      files.map(({ path, text }) => ({ path, text: redactText(text) })),
    ),
  );
  // 2. Memories first; a file that is missing after a crash is written by the next import.
  const { root, codexHome } = world.paths;
  if (mode === "apply") {
    await storeImported(state, take.map(redacted), { machine: await world.machine(), agentHome: codexHome });
  }
  const { written, kept } = mode === "apply" ? writeResources(root, resources) : planResources(root, resources);
  const inRows = new Set(rows.map(({ threadId }) => threadId));
  const ids = take.map(({ threadId }) => threadId);
  return {
    status: ids.length + written.length === 0 ? "nothing_to_import" : "imported",
    dry_run: mode === "dry_run",
    stage1_outputs: ids,
    from_summaries: ids.filter((id) => !inRows.has(id)),
    left_out: leftOut.map(({ threadId, reason }) => ({ thread_id: threadId, reason })),
    resources: written,
    kept_resources: kept,
    unclear,
    problems,
  };
}

/** Another program's redaction is not ours. */
function redacted(memory: ImportedMemory): ImportedMemory {
  const clean = (text: string) => redactText(text.toWellFormed().replaceAll("\0", "\u{FFFD}"));
  return {
    ...memory,
    rawMemory: clean(memory.rawMemory),
    rolloutSummary: clean(memory.rolloutSummary),
    session: { ...memory.session, title: clean(memory.session.title) },
  };
}
