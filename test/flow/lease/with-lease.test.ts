import { expect, test } from "bun:test";
import { LeaseLost, withLease } from "../../../lib/flow/lease/with-lease.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));
}

test("the lease is renewed while the work runs, and not before or after", async () => {
  let beats = 0;
  const renew = async () => {
    beats += 1;
    return true;
  };
  expect(await withLease({ renew }, async () => "quick", { intervalMs: 60_000 })).toBe("quick");
  expect(beats).toBe(0);
  const done = await withLease(
    { renew },
    async () => {
      while (beats < 3) await pause(1);
      return "done";
    },
    { intervalMs: 2 },
  );
  expect(done).toBe("done");
  const seen = beats;
  await pause(20);
  expect(beats).toBe(seen);
});

test("a lost lease aborts the work at once, and what the work throws then is the lost lease", async () => {
  const outcome = await withLease(
    { renew: async () => false },
    async (signal) => {
      expect(await aborted(signal)).toBeInstanceOf(LeaseLost);
      throw new Error("fetch aborted");
    },
    { intervalMs: 1 },
  ).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(LeaseLost);
});

test("a heartbeat that meets the job just ended takes nothing back, and none is in flight afterwards", async () => {
  let ended = false;
  let inFlight = 0;
  const result = await withLease(
    {
      renew: async () => {
        inFlight += 1;
        await pause(5);
        inFlight -= 1;
        return !ended;
      },
    },
    async () => {
      while (inFlight === 0) await pause(1);
      ended = true;
      await pause(20);
      return "stored";
    },
    { intervalMs: 1 },
  );
  expect(result).toBe("stored");
  expect(inFlight).toBe(0);
});

test("a heartbeat that cannot reach the database does not end the work", async () => {
  let tries = 0;
  const result = await withLease(
    {
      renew: async () => {
        tries += 1;
        throw new Error("database is locked");
      },
    },
    async () => {
      while (tries < 3) await pause(1);
      return "done";
    },
    { intervalMs: 1 },
  );
  expect(result).toBe("done");
});

test("what the work throws is passed on, and the outer signal ends the work with its own reason", async () => {
  const renew = async () => true;
  const failed = withLease({ renew }, () => Promise.reject(new Error("broken")));
  expect(failed).rejects.toThrow("broken");
  const stop = new AbortController();
  const stopped = withLease({ renew }, async (signal) => aborted(signal), { signal: stop.signal });
  stop.abort("SIGTERM");
  expect(await stopped).toBe("SIGTERM");
});
