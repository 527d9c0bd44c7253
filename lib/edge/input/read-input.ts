import { accessSync, closeSync, constants, fstatSync, openSync, statSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { errorCode } from "../fs/error-code.ts";
import { readDescriptor } from "./read-descriptor.ts";

const STDIN = 0;
/** The name under which standard input stands among files. */
export const STDIN_NAME = "-";

/**
 * The bytes of a file, or of standard input for `-`, in chunks that are valid until the next one is asked for.
 * Throws `bad_input` when it cannot be opened or is a folder, and the reason of an aborted `signal`.
 */
export async function* readInput(name: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (name === STDIN_NAME) {
    yield* readStdin(signal);
    return;
  }
  const fd = openFile(name);
  try {
    yield* readDescriptor(fd, signal);
  } finally {
    closeSync(fd);
  }
}

/**
 * Refuses (`bad_input`) what cannot be read, before anything is printed about the first one. Nothing is opened:
 * the writer of a named pipe would see its reader leave.
 */
export function checkInputs(names: readonly string[]): void {
  for (const name of names) {
    if (name === STDIN_NAME) continue;
    let isFolder: boolean;
    try {
      isFolder = statSync(name).isDirectory();
      accessSync(name, constants.R_OK);
    } catch (thrown) {
      throw unreadable(name, whyOf(thrown));
    }
    if (isFolder) throw unreadable(name, "it is a folder");
  }
}

function openFile(name: string): number {
  let fd: number;
  try {
    fd = openSync(name, constants.O_RDONLY);
  } catch (thrown) {
    throw unreadable(name, whyOf(thrown));
  }
  if (!fstatSync(fd).isDirectory()) return fd;
  closeSync(fd);
  throw unreadable(name, "it is a folder");
}

function unreadable(name: string, reason: string): MemoriesError {
  return new MemoriesError("bad_input", `cannot read ${name}: ${reason}`, {
    hint: "give a file that you can read, or - for standard input",
  });
}

/** The usual reasons in words. */
function whyOf(thrown: unknown): string {
  const code = errorCode(thrown);
  if (code === "ENOENT") return "it does not exist";
  return code === "EACCES" ? "permission denied" : reasonOf(thrown);
}

async function* readStdin(signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  try {
    yield* readDescriptor(STDIN, signal);
    return;
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === "EBADF") return;
    if (code === "EISDIR") throw unreadable("standard input", "it is a folder");
    if (code !== "EAGAIN") throw thrown;
  }
  // A descriptor that cannot wait: the runtime's stream knows how to, at the price of a slower start.
  for await (const chunk of process.stdin) {
    signal?.throwIfAborted();
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  }
}
