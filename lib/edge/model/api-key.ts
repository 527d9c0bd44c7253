import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { readOwnFile } from "../fs/own-file.ts";
import { type ProgramEnd, startProgram } from "../process/run-program.ts";

/** Where a key is looked for when `OPENAI_API_KEY` is not set. */
export interface KeySource {
  readonly file: string | undefined;
  /** Program and arguments, run without a shell; the first line it prints is the key. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

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
  const file = readOwnFile(path, { links: "follow", readers: "owner", maxBytes: KEY_MAX_BYTES });
  if (file.kind === "absent") throw refuse("it does not exist", "put the key into that file, with mode 600");
  if (file.kind === "open_to_others") throw refuse(file.problem, `chmod 600 ${path}`);
  if (file.kind !== "text") throw refuse(file.problem, "name a file that holds the key alone");
  const key = onlyLine(file.text);
  if (key === undefined) throw refuse("it does not hold one line with a key", "put the key alone into that file");
  return key;
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
