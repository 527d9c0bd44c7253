import { createTwoFilesPatch, structuredPatch } from "diff";
import { byteOrder } from "../text/byte-order.ts";
import { sessionOfLine } from "./session-of-line.ts";

/** Texts of a folder by their path. */
export type FolderTexts = ReadonlyMap<string, string>;

/** A line that differs. `line`: from 1, in the golden text of a removed one, in the new text of an added one. */
export interface ChangedLine {
  readonly path: string;
  readonly line: number;
  readonly sign: "+" | "-";
  readonly text: string;
  /** The session behind it; null where its file names none. */
  readonly thread_id: string | null;
}

/** How a folder differs from a golden one. */
export interface GoldenDifference {
  /** A unified diff from the golden folder to the new one; empty when they are the same. */
  readonly diff: string;
  readonly lines: readonly ChangedLine[];
}

const CONTEXT_LINES = 3;

/** Compares two folders, path by path. Both texts say places by their names already. */
export function compareGolden(golden: FolderTexts, made: FolderTexts): GoldenDifference {
  const paths = [...new Set([...golden.keys(), ...made.keys()])].toSorted(byteOrder);
  const differing = paths.filter((path) => golden.get(path) !== made.get(path));
  const diffs = differing.map((path) => {
    const [from, to] = [golden.has(path) ? `a/${path}` : "/dev/null", made.has(path) ? `b/${path}` : "/dev/null"];
    const patch = createTwoFilesPatch(from, to, golden.get(path) ?? "", made.get(path) ?? "", "", "", {
      context: CONTEXT_LINES,
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    });
    return patch;
  });
  return {
    diff: diffs.join(""),
    lines: differing.flatMap((path) => changedLines(path, golden.get(path) ?? "", made.get(path) ?? "")),
  };
}

function changedLines(path: string, before: string, after: string): ChangedLine[] {
  const [oldLines, newLines] = [before.split("\n"), after.split("\n")];
  const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 0 });
  return hunks.flatMap((hunk) => {
    let [old, fresh] = [
      hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart,
      hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart,
    ];
    return hunk.lines.flatMap((line): ChangedLine[] => {
      const text = line.slice(1);
      if (line.startsWith("-")) {
        const at = old++;
        return [{ path, line: at, sign: "-", text, thread_id: sessionOfLine(oldLines, at - 1) ?? null }];
      }
      if (line.startsWith("+")) {
        const at = fresh++;
        return [{ path, line: at, sign: "+", text, thread_id: sessionOfLine(newLines, at - 1) ?? null }];
      }
      return [];
    });
  });
}
