/** Which files of a thread that was rewound hold its history, and how much of each. */
import type { HistoryBase } from "./history-base.ts";

/** A part of a thread's history: the file at `path` up to the byte `end` of its plain text, or whole. */
export interface FilePart {
  readonly path: string;
  readonly end: number | undefined;
}

/** One file of a thread, as its name and its first line describe it. */
export interface SessionFile {
  readonly path: string;
  /** The last UUID of its name. */
  readonly fileId: string;
  readonly base: HistoryBase | undefined;
}

/** The files that count, oldest first, and what is wrong with the first of them. */
export interface SessionChain {
  readonly parts: readonly FilePart[];
  /** Why the history before the first part cannot be used, for one warning; undefined when there is none or it can. */
  readonly broken: string | undefined;
}

/** What decides whether a base can be gone on from. */
export interface ChainRules {
  /** Why a file has no line that begins at `end`; undefined when it has one, or ends there. */
  readonly offsetFault: (file: SessionFile, end: number) => string | undefined;
  /** Whether a file's base, which is none of the thread's own files, is the file of another thread. */
  readonly isForeign: (file: SessionFile) => boolean;
}

/**
 * Follows the bases of `head`, a thread's newest file, through `files`, the thread's own. A base in another thread's
 * file is where a fork begins: own turns only. A base that is not there, is the file itself, belongs to a cycle, or
 * whose offset is not the start of a line counts as missing.
 */
export function resolveChain(head: SessionFile, files: readonly SessionFile[], rules: ChainRules): SessionChain {
  const own = new Map(files.map((file) => [file.fileId, file]));
  const chain: { readonly file: SessionFile; readonly end: number | undefined }[] = [{ file: head, end: undefined }];
  let broken: string | undefined;
  for (let file = head; file.base !== undefined; ) {
    const base = own.get(file.base.fileId);
    const before = chain.findIndex((link) => link.file === base);
    if (before >= 0) {
      broken = before === chain.length - 1 ? "it names itself as its base" : "its bases form a cycle";
      // Everything from the first file of the cycle on is part of it, and none of that is a base.
      chain.length = Math.max(1, before);
      break;
    }
    if (base === undefined) {
      if (!rules.isForeign(file)) broken = "its base file is missing";
      break;
    }
    const fault = file.base.end === undefined ? "no byte offset" : rules.offsetFault(base, file.base.end);
    if (fault !== undefined) {
      broken = `its base cannot be cut: ${fault}`;
      break;
    }
    chain.push({ file: base, end: file.base.end });
    file = base;
  }
  const parts = chain.map(({ file, end }) => ({ path: file.path, end })).reverse();
  return { parts: parts.filter(({ end }) => end !== 0), broken };
}
