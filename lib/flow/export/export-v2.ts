import { ROLLOUT_SUMMARIES_FOLDER, SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { MemoriesError } from "../../core/errors.ts";
import { planExport } from "../../core/export/plan-export.ts";
import { renderV2Summary, type SummaryEntry } from "../../core/export/v2-summary.ts";
import { memoryOfSummary } from "../../core/import/memory-of-summary.ts";
import { ioFailure } from "../../core/io-failure.ts";
import { contentHash } from "../../core/text/content-hash.ts";
import { inspectExport, removeExported, storeManifest, writeExported } from "../../edge/export/export-folder.ts";
import { textAt, textsUnder } from "../../edge/fs/texts-under.ts";
import { canonicalPath } from "../../edge/root/canonical.ts";
import type { World } from "../world.ts";

/** What an export did. Paths are relative to `folder`. */
export interface ExportReport {
  readonly status: "exported" | "unchanged";
  readonly layout: "v2";
  readonly folder: string;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Lines of the summary that had no room; the files that they name are there. */
  readonly left_out_lines: number;
}

/**
 * Writes the memory in the reference's newest layout into a folder of its own: `memory_summary.md` with its four
 * headings, and the summary files. Safe to repeat. Throws `bad_input` for a folder that holds anything of others, for the
 * memory root, and where there is no memory.
 */
export function exportV2(world: World, folder: string): ExportReport {
  // 1. What is to lie there.
  const root = canonicalPath(world.paths.root);
  const place = canonicalPath(folder);
  if (place === root || place.startsWith(`${root}/`) || root.startsWith(`${place}/`)) {
    throw refused(place, "it is, holds or lies in the memory root", "name another folder");
  }
  const ours = textAt(root, SUMMARY_FILE);
  const summaries = textsUnder(root, ROLLOUT_SUMMARIES_FOLDER);
  if (ours === undefined && summaries.length === 0) {
    throw refused(place, `there is no memory in ${root}`, "memories consolidate makes it");
  }
  const summary = renderV2Summary(ours ?? "", summaries.flatMap(entryOf));
  if (summary === undefined) throw new Error("four headings have more than their bytes");
  const wanted = new Map(summaries.map(({ path, text }) => [path, text])).set(SUMMARY_FILE, summary.text);
  // 2. What does, and whose it is.
  try {
    const { found, written } = inspectExport(place);
    const hashes = new Map([...wanted].map(([path, text]) => [path, contentHash(text)]));
    const plan = planExport(hashes, found, written);
    if (plan.kind === "refuse") {
      const reason = plan.reason === "changed" ? "was changed since it was exported" : "was not exported by memories";
      throw refused(place, `${plan.path} ${reason}`, "export into another folder, or move that file away");
    }
    // 3. Only what changed.
    const report = { layout: "v2", folder: place, left_out_lines: summary.leftOut } as const;
    const isSame = plan.write.length + plan.remove.length === 0;
    if (isSame) return { status: "unchanged", written: [], removed: [], ...report };
    storeManifest(place, new Map([...written, ...hashes]));
    for (const path of plan.write) writeExported(place, path, wanted.get(path) ?? "");
    for (const path of plan.remove) removeExported(place, path);
    storeManifest(place, hashes);
    return { status: "exported", written: plan.write, removed: plan.remove, ...report };
  } catch (thrown) {
    throw ioFailure(`${place} cannot be written`, thrown);
  }
}

function entryOf({ path, text }: { readonly path: string; readonly text: string }): SummaryEntry[] {
  const fileName = path.slice(path.lastIndexOf("/") + 1);
  const memory = memoryOfSummary(fileName, text);
  if (memory === undefined) return [];
  const { threadId, rolloutSummary, session } = memory;
  return [{ fileName, threadId, cwd: session.cwd, updatedAt: session.updatedAt, text: rolloutSummary }];
}

function refused(folder: string, reason: string, hint: string): MemoriesError {
  return new MemoriesError("bad_input", `nothing is exported to ${folder}: ${reason}`, { hint });
}
