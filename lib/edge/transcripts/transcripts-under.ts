import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { byteOrder } from "../../core/text/byte-order.ts";

/**
 * The transcripts that a path names: the file itself, or every `rollout-*.jsonl[.zst]` in the tree below a folder, in
 * byte order. Links inside the tree are not followed. Throws `bad_input` for a path that cannot be read.
 */
export function transcriptsUnder(path: string): string[] {
  const stat = attempt(path, () => statSync(path));
  if (!stat.isDirectory()) return [path];
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of attempt(folder, () => readdirSync(folder, { withFileTypes: true }))) {
      const inside = `${folder === "/" ? "" : folder}/${entry.name}`;
      if (entry.isDirectory()) visit(inside);
      else if (isTranscript(entry, inside)) found.push(inside);
    }
  };
  visit(path.length > 1 ? path.replace(/\/+$/, "") : path);
  return found.sort(byteOrder);
}

function isTranscript(entry: Dirent, path: string): boolean {
  if (parseRolloutName(entry.name) === undefined) return false;
  return entry.isFile() || lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw new MemoriesError("bad_input", `cannot read ${path}: ${reasonOf(thrown)}`, {
      hint: "give a transcript, or a folder of transcripts such as ~/.codex/sessions",
    });
  }
}
