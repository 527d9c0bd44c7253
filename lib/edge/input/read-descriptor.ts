import { closeSync, constants, fstatSync, openSync, read, readSync } from "node:fs";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { errorCode } from "../fs/error-code.ts";

/** Larger than a pipe holds, so that one read empties it. */
const BUFFER_BYTES = 128 * 1024;
/**
 * An empty pipe is asked this often before the reader goes to sleep. A reader that sleeps whenever it is faster than
 * the writer pays two context switches for each pipeful and takes twice as long over a gigabyte.
 */
const TRIES_BEFORE_SLEEP = 25;
/** Signals and timers get their turn after this many reads without a pause. */
const READS_PER_TURN = 256;

/**
 * The bytes of an open file, pipe or socket as they come. Every chunk is a view of one buffer that the next read fills
 * again. Ends with the input. Throws the reason of an aborted `signal`, and `EAGAIN` where somebody else made an empty
 * descriptor unable to wait. The descriptor stays open.
 */
export async function* readDescriptor(fd: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const stat = fstatSync(fd);
  const twin = stat.isFIFO() ? openWithoutWaiting(fd) : undefined;
  const ready = stat.isFile() ? fd : twin;
  try {
    for (let reads = 1; ; reads += 1) {
      const now = ready === undefined ? undefined : readNow(ready, buffer);
      const length = now ?? (await unlessAborted(readLater(fd, buffer), signal));
      if (length === 0) return;
      yield buffer.subarray(0, length);
      if (reads % READS_PER_TURN === 0) await letOthersRun();
      signal?.throwIfAborted();
    }
  } finally {
    if (twin !== undefined) closeSync(twin);
  }
}

/** A second descriptor of the same pipe whose reads never wait; the first keeps its mode, which others may share. */
function openWithoutWaiting(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // No /proc here: reads that wait elsewhere do the same, only slower.
    return undefined;
  }
}

/** Bytes read at once, 0 at the end; undefined when a pipe stays empty for longer than it pays to ask. */
function readNow(fd: number, buffer: Buffer): number | undefined {
  for (let tries = 0; tries < TRIES_BEFORE_SLEEP; tries += 1) {
    try {
      return readSync(fd, buffer, 0, buffer.length, null);
    } catch (thrown) {
      if (errorCode(thrown) !== "EAGAIN") throw thrown;
    }
  }
  return undefined;
}

function readLater(fd: number, buffer: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, buffer, 0, buffer.length, null, (error, length) => {
      if (error === null) resolve(length);
      else reject(error);
    });
  });
}

/** A read cannot be called back; its bytes go unread when the run is stopped. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
