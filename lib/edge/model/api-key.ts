import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { type ProgramEnd, startProgram } from "../process/run-program.ts";

/** Where a key is looked for when `OPENAI_API_KEY` is not set. */
export interface KeySource {
  readonly file: string | undefined;
  /** Program and arguments, run without a shell; the first line it prints is the key. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Bits of a file's mode by which others than its owner may read or change it. */
const OTHERS = 0o077;
/** No key is longer. */
const KEY_MAX_BYTES = 8_192;
/** A program that asks a person for a passphrase may take a while; a run must not wait for ever. */
const COMMAND_LIMIT_MS = 60_000;

/**
 * The key of a file or a program; undefined where neither is set. Throws `no_api_key` for a file that cannot be read,
 * is open to others or holds no key, and for a program that fails; the message never holds what was read.
 */
export async function readApiKey(source: KeySource): Promise<string | undefined> {
  if (source.file !== undefined) return keyOfFile(source.file);
  return source.command.length === 0 ? undefined : keyOfCommand(source);
}

function keyOfFile(path: string): string {
  const refuse = (why: string, hint: string) =>
    new MemoriesError("no_api_key", `api_key_file: ${path}: ${why}`, { hint });
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch (thrown) {
    throw refuse(`it cannot be read: ${reasonOf(thrown)}`, "put the key into that file, with mode 600");
  }
  try {
    const { mode, size } = fstatSync(handle);
    if ((mode & 0o170000) !== 0o100000) throw refuse("it is no file", "name a file that holds the key alone");
    if ((mode & OTHERS) !== 0) {
      throw refuse(`others can read it (mode ${(mode & 0o777).toString(8)})`, `chmod 600 ${path}`);
    }
    const key = size > KEY_MAX_BYTES ? undefined : onlyLine(readFileSync(handle, "utf8"));
    if (key === undefined) throw refuse("it does not hold one line with a key", "put the key alone into that file");
    return key;
  } finally {
    closeSync(handle);
  }
}

async function keyOfCommand({ command, env, signal }: KeySource): Promise<string> {
  const refuse = (why: string) =>
    new MemoriesError("no_api_key", `api_key_command: ${command[0]}: ${why}`, {
      hint: "it must print the key as its only line and end with exit code 0",
    });
  const program = await startProgram({ command, env, signal, timeoutMs: COMMAND_LIMIT_MS });
  program.stderr.resume();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of program.output) {
    bytes += chunk.length;
    if (bytes <= KEY_MAX_BYTES) chunks.push(chunk);
  }
  const problem = whyNone(await program.ended);
  if (problem !== undefined) throw refuse(problem);
  const key = bytes > KEY_MAX_BYTES ? undefined : onlyLine(Buffer.concat(chunks).toString("utf8"));
  if (key === undefined) throw refuse("it did not print one line with a key");
  return key;
}

function whyNone({ code, failure, stopped }: ProgramEnd): string | undefined {
  if (stopped === "timeout") return `it took longer than ${COMMAND_LIMIT_MS / 1_000} s`;
  if (stopped !== undefined) return "the run was stopped";
  if (failure !== undefined) return `it cannot be started: ${failure.code ?? reasonOf(failure)}`;
  return code === 0 ? undefined : `it ended with exit code ${code ?? "none"}`;
}

/** A key is visible ASCII: anything else could not stand in a header. */
function onlyLine(text: string): string | undefined {
  const line = text.trim();
  return /^[\x21-\x7e]+$/.test(line) ? line : undefined;
}
