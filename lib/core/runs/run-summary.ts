/** What of a run's record decides how long it is kept; a record is one itself. */
export interface RunSummary {
  readonly run: string;
  readonly sequence: number;
  /** The files that it changed, of which there may be more than are told here. */
  readonly files: { readonly length: number };
}

const SEQUENCE = /^ {2}"sequence": (\d+),?\n/m;
const NO_FILES = /^ {2}"files": \[\],?\n/m;
const PATCHES = /^ {2}"patches": /m;

/**
 * Reads a record's brief from the first and the last lines of its JSON, which may be long: a line that begins with
 * two spaces and a key is one of the record itself, since in texts line ends are escaped. Undefined where these lines do
 * not tell; then the record has to be read as a whole.
 */
export function readRunSummary(run: string, head: string, tail: string): RunSummary | undefined {
  const [, sequence] = SEQUENCE.exec(head) ?? [];
  if (sequence === undefined || !PATCHES.test(tail)) return undefined;
  return { run, sequence: Number(sequence), files: { length: NO_FILES.test(tail) ? 0 : 1 } };
}
