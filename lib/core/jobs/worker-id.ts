/** Who holds a lease, as `worker_id` has it, and whether that holder is provably gone. */

/** One process of one boot of one machine. Parts that a system does not tell are `UNKNOWN_PART`. */
export interface WorkerIdentity {
  readonly host: string;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** An opaque text that two processes with one number never share. */
  readonly startTime: string;
}

/** What stands for a part that is not known; it is equal to nothing. */
export const UNKNOWN_PART = "unknown";

/** The identity as a row holds it: five words, escaped as in a URL. */
export function renderWorkerId({ host, bootId, pidNamespace, pid, startTime }: WorkerIdentity): string {
  return [host, bootId, pidNamespace, String(pid), startTime]
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join(" ");
}

/** Reads such a text; undefined for what another version or program wrote. */
export function parseWorkerId(text: string): WorkerIdentity | undefined {
  const words = text.split(" ");
  const [host, bootId, pidNamespace, pid, startTime] = words.map(decoded);
  if (words.length !== 5 || !host || !bootId || !pidNamespace || !startTime || !/^[1-9]\d{0,9}$/.test(pid ?? "")) {
    return undefined;
  }
  return { host, bootId, pidNamespace, pid: Number(pid), startTime };
}

/**
 * Whether the holder is provably gone, seen from `own`: only a process of the same host, boot and pid namespace can be
 * looked for. `startOf` tells when a process started, undefined when there is none.
 */
export function isProvablyDead(
  holder: string | undefined,
  own: WorkerIdentity,
  startOf: (pid: number) => string | undefined,
): boolean {
  const worker = holder === undefined ? undefined : parseWorkerId(holder);
  if (worker === undefined) return false;
  const isHere =
    isSame(worker.host, own.host) && isSame(worker.bootId, own.bootId) && isSame(worker.pidNamespace, own.pidNamespace);
  if (!isHere || worker.startTime === UNKNOWN_PART) return false;
  const start = startOf(worker.pid);
  return start !== UNKNOWN_PART && start !== worker.startTime;
}

/** The holder in words for a person. */
export function describeWorker(holder: string | undefined): string {
  if (holder === undefined) return "another process";
  const worker = parseWorkerId(holder);
  return worker === undefined ? `machine ${holder}` : `process ${worker.pid} on ${worker.host}`;
}

function isSame(a: string, b: string): boolean {
  return a === b && a !== UNKNOWN_PART;
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
