import type { Citation, MalformedLine } from "../../core/citations/citation.ts";
import { CitationScanner } from "../../core/citations/citation-scanner.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { writeAtomically } from "../../edge/fs/write-atomically.ts";
import { checkInputs, readInput } from "../../edge/input/read-input.ts";

export interface ScanListener {
  /** Gets the visible text as it flows; the bytes are valid until its promise is fulfilled. */
  readonly visible?: (bytes: Buffer) => Promise<void>;
  /** A line of a block that was skipped. */
  readonly malformed?: (line: MalformedLine) => void;
}

/**
 * Reads the citations of one input (`-`: standard input) as it streams. Whatever is certain to be visible text is
 * handed on before more is read. Throws `bad_input`, and the reason of an aborted `signal`.
 */
export async function scanInput(
  name: string,
  listener: ScanListener = {},
  signal?: AbortSignal,
): Promise<Citation | undefined> {
  const { visible, malformed } = listener;
  const pending: Buffer[] = [];
  const scanner = new CitationScanner({
    ...(visible && { visible: (bytes: Buffer) => pending.push(bytes) }),
    ...(malformed && { malformed }),
  });
  const flush = async () => {
    for (const bytes of pending.splice(0)) await visible?.(bytes);
  };
  for await (const chunk of readInput(name, signal)) {
    scanner.push(chunk);
    if (pending.length > 0) await flush();
  }
  const citation = scanner.end();
  await flush();
  return citation;
}

/** Refuses (`bad_input`) inputs that cannot be read, before the first is. */
export function checkCitationInputs(names: readonly string[]): void {
  checkInputs(names);
}

/** Writes what the inputs cite into a file, one line of JSON each, whole or not at all. Throws `bad_input`. */
export function writeBeside(path: string, citations: readonly object[]): void {
  try {
    writeAtomically("citations.write", path, citations.map((each) => `${JSON.stringify(each)}\n`).join(""));
  } catch (thrown) {
    throw new MemoriesError("bad_input", `cannot write ${path}: ${reasonOf(thrown)}`, {
      hint: "give --json-to a file in a folder that is there",
    });
  }
}
