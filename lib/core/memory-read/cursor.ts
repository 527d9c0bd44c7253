import { createHash } from "node:crypto";
import { z } from "zod";
import { MemoriesError } from "../errors.ts";

/** Where a page ended: the path of its last entry and, in a search, the line of its last match. */
export interface PagePosition {
  readonly path: string;
  readonly line: number;
}

const HASH_CHARS = 16;
const shape = z.tuple([z.string(), z.string(), z.int().min(0)]);

/**
 * The text that names a position in the answer to one question. It holds a hash of the question, so that it cannot
 * be used for another, and no state is kept between pages: files may come and go meanwhile.
 */
export function renderCursor(question: unknown, { path, line }: PagePosition): string {
  return Buffer.from(JSON.stringify([hashOf(question), path, line])).toString("base64url");
}

/** The position that a cursor names. Throws `bad_input` for a text that `renderCursor` did not make for this question. */
export function parseCursor(question: unknown, cursor: string): PagePosition {
  const [hash, path, line] = shape.safeParse(jsonOf(cursor)).data ?? [];
  if (hash !== hashOf(question) || path === undefined || line === undefined) {
    throw new MemoriesError("bad_input", `unknown cursor: ${JSON.stringify(cursor)}`, {
      hint: "pass next_cursor of the answer before, with the same arguments",
    });
  }
  return { path, line };
}

function hashOf(question: unknown): string {
  return createHash("sha256").update(JSON.stringify(question)).digest("hex").slice(0, HASH_CHARS);
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
