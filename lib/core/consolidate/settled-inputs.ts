import { isListOf, isNumber, isRecord, isText, readJson } from "../text/json-shape.ts";
import type { MemoryHead } from "../types.ts";
import { INPUTS_FORM } from "./inputs-record.ts";
import type { WithFileName } from "./summary-file-name.ts";

/** A selected memory as far as reports, run entries and the marks of a success need it. */
export type InputRow = WithFileName<Pick<MemoryHead, "threadId" | "sourceUpdatedAt">>;

/**
 * That a sync of a certain selection had nothing to do in a certain tree. Of the same selection and the same tree that
 * holds for ever, but for resources of extensions, which grow old.
 */
export interface SettledInputs {
  /** Names everything that decides about the selection, and the limit that it was made under. */
  readonly revision: string;
  readonly limit: number;
  /** The selection is the same for every cutoff (`selectionCutoff`) from the first to the last of these times. */
  readonly from: number;
  readonly until: number;
  /** The baseline that had the tree. */
  readonly commit: string;
  /** Summaries of an adoption that were nobody's of ours. */
  readonly foreign: readonly string[];
  /** The selection, in its order. */
  readonly rows: readonly InputRow[];
}

/** Whether other rules, of the same memories, make the selection of a record. */
export function isSameSelection({ limit, from, until }: SettledInputs, otherLimit: number, cutoff: number): boolean {
  return limit === otherLimit && from <= cutoff && cutoff <= until;
}

/** Columns, since it is read at each run: thousands of rows are three lists. */
const isColumns = isRecord({
  form: isNumber,
  revision: isText,
  limit: isNumber,
  from: isNumber,
  until: isNumber,
  commit: isText,
  foreign: isListOf(isText),
  threads: isListOf(isText),
  times: isListOf(isNumber),
  names: isListOf(isText),
});

/** The record as it is kept. */
export function renderSettledInputs({ rows, ...rest }: SettledInputs): string {
  return JSON.stringify({
    form: INPUTS_FORM,
    ...rest,
    threads: rows.map(({ threadId }) => threadId),
    times: rows.map(({ sourceUpdatedAt }) => sourceUpdatedAt),
    names: rows.map(({ fileName }) => fileName),
  });
}

/** Reads such a record; undefined for one that is damaged or of another form of the generated files. */
export function parseSettledInputs(text: string): SettledInputs | undefined {
  const columns = readJson(text, isColumns);
  if (columns === undefined || columns.form !== INPUTS_FORM) return undefined;
  const { form: _form, threads, times, names, ...rest } = columns;
  if (threads.length !== times.length || threads.length !== names.length) return undefined;
  const rows = threads.map((threadId, at) => ({
    threadId,
    sourceUpdatedAt: times[at] ?? 0,
    fileName: names[at] ?? "",
  }));
  return { ...rest, rows };
}
