import { expect, test } from "bun:test";
import { LeaseLost, withLease } from "../../lib/flow/with-lease.ts";

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

test("a lost lease aborts the work at once and is what the caller gets, whatever the work makes of it", async () => {
  for (const end of ["returns", "throws"] as const) {
    const outcome = await withLease(
      { renew: async () => false },
      async (signal) => {
        expect(await aborted(signal)).toBeInstanceOf(LeaseLost);
        if (end === "throws") throw new Error("fetch aborted");
        return "too late";
      },
      { intervalMs: 1 },
    ).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(LeaseLost);
  }
});

test("a heartbeat still in flight when the work ends is waited for, and can still lose the lease", async () => {
  let begun = false;
  const outcome = await withLease(
    {
      renew: async () => {
        begun = true;
        await pause(10);
        return false;
      },
    },
    async () => {
      while (!begun) await pause(1);
      return "done";
    },
    { intervalMs: 1 },
  ).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(LeaseLost);
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
