/** Below so many bytes a process is small, and a look for what is free would only take time. */
const SMALL_BYTES = 120_000_000;
/** What has come since the last look and is not worth another one in the middle of work. */
const GROWN_BYTES = 8_000_000;

let left = SMALL_BYTES;

/**
 * Gives back what the program no longer uses, where the runtime can be asked to. By itself it does so when about as much
 * again has been used, which for thousands of memories is a hundred megabytes. Called between phases of long work.
 */
export function freeMemory(): void {
  if (usedBytes() < SMALL_BYTES) return;
  globalThis.Bun?.gc(true);
  left = usedBytes();
}

/** The same where it is worth it: once so much more is in use than after the last time. */
export function freeGrownMemory(): void {
  if (usedBytes() > left + GROWN_BYTES) freeMemory();
}

/** Nothing where the system does not tell: work goes on without giving memory back. */
function usedBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}
