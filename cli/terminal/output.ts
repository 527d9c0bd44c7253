import { writeSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";

/** The reader of stdout has gone (`| head`): nobody is left to tell, so the program ends well. */
export class ReaderGone extends Error {}

const STDOUT = 1;
const STDERR = 2;
/** A non-blocking pipe that is full is tried again after this many milliseconds. */
const FULL_PIPE_WAIT_MS = 2;
const gate = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of it to stdout before it returns. Throws `ReaderGone` when the pipe is closed, `io_failed` else. */
export function writeOut(chunk: string | Uint8Array): void {
  try {
    writeAll(STDOUT, chunk);
  } catch (thrown) {
    if (thrown instanceof ReaderGone) throw thrown;
    throw new MemoriesError("io_failed", `cannot write to standard output: ${reasonOf(thrown)}`, {
      hint: "make room where it goes, or send it somewhere else",
      cause: thrown,
    });
  }
}

/** Writes a line of talk to stderr; where that cannot be written there is nobody to tell. */
export function writeErr(line: string): void {
  try {
    writeAll(STDERR, line);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
  }
}

function writeAll(fd: number, chunk: string | Uint8Array): void {
  let bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(fd, bytes));
    } catch (thrown) {
      const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
      if (code === "EAGAIN") Atomics.wait(gate, 0, 0, FULL_PIPE_WAIT_MS);
      else if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") throw new ReaderGone();
      else throw thrown;
    }
  }
}
