import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memoryTexts } from "./memory-texts.ts";

const PER_FOLDER = 500;
/** So many texts are made; larger trees hold them again and again. */
const TEXTS = 500;
/** In one of so many files, so that the whole tree is read before a page of hits is full. */
const NEEDLE_EVERY = 100;
const NEEDLE = "the needle stands here";

/** Writes a folder of so many summaries; the words that few of them hold. */
export function writeMemoryTree(root: string, files: number): string {
  const texts = Array.from({ length: Math.min(files, TEXTS) }, (_, n) => memoryTexts(n).recap);
  for (let n = 0; n < files; n += 1) {
    const folder = join(root, "rollout_summaries", String(Math.floor(n / PER_FOLDER)));
    if (n % PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const text = texts[n % texts.length] ?? "";
    writeFileSync(join(folder, `summary-${n}.md`), n % NEEDLE_EVERY === 0 ? `${text}${NEEDLE}\n` : text);
  }
  return NEEDLE;
}
