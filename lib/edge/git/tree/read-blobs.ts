import { join } from "node:path";
import { MemoriesError } from "../../../core/errors.ts";
import type { Workspace } from "../baseline/workspace.ts";
import { BASELINE_REMEDY } from "../run/main-ref.ts";
import { streamGit } from "../run/run-git.ts";
import { readingPlace, useScratch } from "../run/scratch.ts";
import { storeContents } from "./store-contents.ts";

export interface Blob {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A part of a content as it comes; each content has at least one. */
export interface BlobPiece {
  readonly id: string;
  /** Of the whole content, in bytes. */
  readonly size: number;
  readonly bytes: Uint8Array;
  /** Bytes of the content that are still to come. */
  readonly left: number;
}

const NEWLINE = 10;

/**
 * The bytes of contents of the baseline or of those scanned, in the order asked, one at a time in memory.
 * Throws `git_failed` when one is nowhere.
 */
export async function* readBlobs(workspace: Workspace, ids: readonly string[]): AsyncGenerator<Blob, void> {
  let whole = Buffer.alloc(0);
  for await (const { id, size, bytes, left } of streamBlobs(workspace, ids)) {
    const at = size - left - bytes.length;
    if (at === 0) whole = Buffer.allocUnsafeSlow(size);
    whole.set(bytes, at);
    if (left === 0) yield { id, bytes: whole };
  }
}

/** The same in pieces, of which only one is in memory. */
export async function* streamBlobs(workspace: Workspace, ids: readonly string[]): AsyncGenerator<BlobPiece, void> {
  if (ids.length === 0) return;
  await useScratch(workspace.git, workspace.scratch);
  await storeContents(workspace);
  const place = readingPlace(workspace.scratch, join(workspace.gitDir, "objects"));
  const input = ids.map((id) => `${id}\n`).join("");
  const stream = streamGit(workspace.git, { place, args: ["cat-file", "--batch"], input });
  yield* parseBatch(stream);
}

/** Reads `<id> blob <size>\n<bytes>\n`, again and again, from chunks cut anywhere. */
async function* parseBatch(stream: AsyncIterable<Uint8Array>): AsyncGenerator<BlobPiece, void> {
  let line: Uint8Array = Buffer.alloc(0);
  let head: { readonly id: string; readonly size: number } | undefined;
  let left = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      if (head !== undefined) {
        const bytes = chunk.subarray(at, at + left);
        at += bytes.length;
        left -= bytes.length;
        yield { ...head, bytes, left };
        if (left === 0) head = undefined;
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline === -1 ? chunk.length : newline;
      line = Buffer.concat([line, chunk.subarray(at, end)]);
      at = end + 1;
      // The line end behind a content makes an empty line.
      if (newline === -1 || line.length === 0) continue;
      const begun = parseHead(Buffer.from(line).toString("latin1"));
      line = Buffer.alloc(0);
      if (begun.size === 0) yield { ...begun, bytes: Buffer.alloc(0), left: 0 };
      else [head, left] = [begun, begun.size];
    }
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
