/** Below so many bytes a process is small, and a look for what is free would only take time. */
const SMALL_BYTES = 120_000_000;
/** What has come since the last look and is not worth another. */
const GROWN_BYTES = 24_000_000;

let left = SMALL_BYTES - GROWN_BYTES;

/**
 * Gives back what the program no longer uses, where the runtime can be asked to and it may be much. By itself it does so
 * when about as much again has been used, which for thousands of memories is a hundred megabytes. Called between steps
 * of long work.
 */
export function freeMemory(): void {
  if (process.memoryUsage.rss() < left + GROWN_BYTES) return;
  globalThis.Bun?.gc(true);
  left = Math.max(process.memoryUsage.rss(), SMALL_BYTES - GROWN_BYTES);
}
