import { join } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import { BASELINE_REMEDY } from "./main-ref.ts";
import { streamGit } from "./run-git.ts";
import { readingPlace, useScratch } from "./scratch.ts";
import { storeContents } from "./store-contents.ts";
import type { Workspace } from "./workspace.ts";

export interface Blob {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const NEWLINE = 10;

/**
 * The bytes of contents of the baseline or of those scanned, in the order asked, one at a time in memory.
 * Throws `git_failed` when one is nowhere.
 */
export async function* readBlobs(workspace: Workspace, ids: readonly string[]): AsyncGenerator<Blob, void> {
  if (ids.length === 0) return;
  await useScratch(workspace.git, workspace.scratch);
  await storeContents(workspace);
  const place = readingPlace(workspace.scratch, join(workspace.gitDir, "objects"));
  const input = ids.map((id) => `${id}\n`).join("");
  const stream = streamGit(workspace.git, { place, args: ["cat-file", "--batch"], input });
  yield* parseBatch(stream);
}

/** Reads `<id> blob <size>\n<bytes>\n`, again and again, from chunks cut anywhere. */
async function* parseBatch(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Blob, void> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let head: { readonly id: string; readonly size: number } | undefined;
  for await (const chunk of stream) {
    waiting.push(chunk);
    length += chunk.length;
    if (head !== undefined && length < head.size + 1) continue;
    let rest = Buffer.concat(waiting);
    for (;;) {
      if (head === undefined) {
        const end = rest.indexOf(NEWLINE);
        if (end === -1) break;
        head = parseHead(rest.subarray(0, end).toString("latin1"));
        rest = rest.subarray(end + 1);
      }
      if (rest.length < head.size + 1) break;
      yield { id: head.id, bytes: rest.subarray(0, head.size) };
      rest = rest.subarray(head.size + 1);
      head = undefined;
    }
    waiting = [rest];
    length = rest.length;
  }
}

function parseHead(line: string): { readonly id: string; readonly size: number } {
  const [id = "", type, size] = line.split(" ");
  if (type !== "blob")
    throw new MemoriesError("git_failed", `the baseline is damaged: it lacks the content ${id}`, {
      hint: BASELINE_REMEDY,
    });
  return { id, size: Number(size) };
}
