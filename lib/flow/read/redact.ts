import type { SecretFinding } from "../../core/redact/finding.ts";
import { ByteRedactor, renderPartBytes, type StreamPart } from "../../core/redact/stream/stream-redactor.ts";
import { checkInputs, readInput } from "../../edge/input/read-input.ts";

/** A secret in an input: what kind, and where. Lines and columns from 1, columns in characters, offsets in bytes. */
export interface FoundSecret {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/** Refuses (`bad_input`) inputs that cannot be read, before anything is written. */
export function checkRedactInputs(names: readonly string[]): void {
  checkInputs(names);
}

/** Writes one input (`-`: standard input) without its secrets, as it streams; all other bytes as they are. */
export async function redactInput(name: string, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const redactor = new ByteRedactor();
  const pass = async (pieces: readonly StreamPart<Uint8Array>[]): Promise<void> => {
    if (pieces.length > 0) await write(renderPartBytes(pieces));
  };
  for await (const chunk of readInput(name)) await pass(redactor.push(chunk));
  await pass(redactor.end());
}

/** Hands over the secrets of one input (`-`: standard input) in order, as it streams. */
export async function findInInput(name: string, found: (secret: FoundSecret) => Promise<void>): Promise<void> {
  const redactor = new ByteRedactor("located");
  const pass = async (pieces: readonly StreamPart<Uint8Array>[]): Promise<void> => {
    for (const piece of pieces) if ("finding" in piece) await found(located(name, piece.finding));
  };
  for await (const chunk of readInput(name)) await pass(redactor.push(chunk));
  await pass(redactor.end());
}

function located(file: string, { kind, start, end, position }: SecretFinding): FoundSecret {
  return { file, line: position?.line ?? 1, column: position?.column ?? 1, start, end, kind };
}
