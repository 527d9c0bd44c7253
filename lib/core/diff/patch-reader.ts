import { Buffer } from "node:buffer";

/** What a run of lines of a patch is. */
export type PieceKind = "header" | "hunk" | "added" | "removed" | "context" | "note" | "binary";

/** Whole or part lines of one kind, as they came. */
export interface PatchPiece {
  readonly kind: PieceKind;
  readonly bytes: Uint8Array;
}

/** What a section (what follows one `diff --git` line) does to its file. */
export interface SectionCounts {
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
}

/** Takes a patch in chunks cut anywhere. */
export interface PatchReader {
  push(chunk: Uint8Array): PatchPiece[];
  /** What was held back at the end of the patch. */
  end(): PatchPiece[];
  readonly sections: readonly SectionCounts[];
}

const NEWLINE = 10;
const [SPACE, PLUS, MINUS] = [32, 43, 45];
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * Reads what git writes as a patch: counts its lines and leaves out the `index` lines, which name objects
 * and not content, except where a binary patch cannot be applied without. Lines inside a hunk are told by
 * the counts of its head, so that content that looks like a header stays content. Holds one line at most.
 */
export function patchReader(): PatchReader {
  const sections: { additions: number; deletions: number; binary: boolean }[] = [];
  let pieces: PatchPiece[] = [];
  let carried: Uint8Array[] = [];
  let heldIndex: Uint8Array | undefined;
  let [oldLeft, newLeft] = [0, 0];
  let inBinary = false;
  /** The kind of the body line that the last chunk ended in. */
  let unfinished: PieceKind | undefined;

  const emit = (kind: PieceKind, bytes: Uint8Array) => {
    const last = pieces.at(-1);
    const follows = last?.kind === kind && last.bytes.buffer === bytes.buffer;
    if (follows && last.bytes.byteOffset + last.bytes.length === bytes.byteOffset) {
      const whole = new Uint8Array(bytes.buffer, last.bytes.byteOffset, last.bytes.length + bytes.length);
      pieces[pieces.length - 1] = { kind, bytes: whole };
    } else {
      pieces.push({ kind, bytes });
    }
  };
  const beginBodyLine = (first: number | undefined): PieceKind => {
    const section = sections.at(-1);
    if (first === PLUS) {
      newLeft -= 1;
      if (section !== undefined) section.additions += 1;
      return "added";
    }
    if (first === MINUS) {
      oldLeft -= 1;
      if (section !== undefined) section.deletions += 1;
      return "removed";
    }
    if (first !== SPACE) return "note";
    oldLeft -= 1;
    newLeft -= 1;
    return "context";
  };
  const frameLine = (line: Uint8Array) => {
    const text = Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, 256)).toString("latin1");
    if (text.startsWith("diff --git ")) {
      heldIndex = undefined;
      inBinary = false;
      sections.push({ additions: 0, deletions: 0, binary: false });
      return emit("header", line);
    }
    if (inBinary) return emit("binary", line);
    if (text.startsWith("index ")) {
      heldIndex = line;
      return;
    }
    const hunk = HUNK.exec(text);
    if (hunk !== null) {
      oldLeft = Number(hunk[1] ?? 1);
      newLeft = Number(hunk[2] ?? 1);
      return emit("hunk", line);
    }
    if (text.startsWith("\\")) return emit("note", line);
    const binary = text.startsWith("GIT binary patch") || text.startsWith("Binary files ");
    if (!binary) return emit("header", line);
    inBinary = true;
    const section = sections.at(-1);
    if (section !== undefined) section.binary = true;
    if (heldIndex !== undefined && text.startsWith("GIT")) emit("header", heldIndex);
    emit("binary", line);
  };

  const taken = () => {
    const result = pieces;
    pieces = [];
    return result;
  };
  return {
    sections,
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const newline = chunk.indexOf(NEWLINE, at);
        const end = newline === -1 ? chunk.length : newline + 1;
        const line = chunk.subarray(at, end);
        if (unfinished !== undefined || (carried.length === 0 && (oldLeft > 0 || newLeft > 0))) {
          const kind: PieceKind = unfinished ?? beginBodyLine(line[0]);
          emit(kind, line);
          unfinished = newline === -1 ? kind : undefined;
        } else if (newline === -1) {
          carried.push(line);
        } else {
          frameLine(carried.length === 0 ? line : Buffer.concat([...carried, line]));
          carried = [];
        }
        at = end;
      }
      return taken();
    },
    end() {
      if (carried.length > 0) frameLine(Buffer.concat(carried));
      carried = [];
      return taken();
    },
  };
}
