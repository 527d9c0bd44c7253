import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type ClaimFacts, type ClaimRules, decideClaim } from "../../../lib/core/jobs/claim-stage1.ts";
import {
  LONGEST_BACKOFF_SECONDS,
  LONGEST_LEASE_AHEAD_SECONDS,
  withoutVoidTimes,
} from "../../../lib/core/jobs/void-times.ts";
import { claimStage1, type Stage1ClaimResult } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { forgotten } from "../../../lib/edge/state/open/schema.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, at, jobOf, temporaryState } from "../../helpers/state.ts";

/** Retries left in the row that a claim writes: all after a success or a change, one less when a dead worker held it. */
function retriesAfterClaim(facts: Pick<ClaimFacts, "job" | "updatedAt">, all: number): number {
  const seen = facts.job?.inputWatermark;
  const isUpdatedSince = seen === undefined || facts.updatedAt > seen;
  if (facts.job === undefined || facts.job.status === "done" || isUpdatedSince) return all;
  return facts.job.status === "running" ? Math.max(facts.job.retryRemaining - 1, 0) : facts.job.retryRemaining;
}

const UPDATED = TEST_NOW - 86_400;

function claim(state: State, id: string, over: Partial<ClaimRules> = {}) {
  return claimStage1(
    state,
    id,
    { workerId: "w1", token: "token-1", now: TEST_NOW },
    { cap: undefined, retries: "respect", ...over },
  );
}

describe("a claim that succeeds", () => {
  test("of a thread never tried makes a running row with three retries, a lease and the thread's watermark", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const result = await claim(at(db.state, TEST_NOW + 7), id);
    expect(result).toEqual({
      outcome: "claimed",
      claim: { threadId: id, token: "token-1", inputWatermark: UPDATED, retryRemaining: 3, outages: 0 },
    });
    expect(await jobOf(db.state, id)).toEqual({
      kind: "memory_stage1",
      jobKey: id,
      status: "running",
      workerId: "w1",
      ownershipToken: "token-1",
      startedAt: TEST_NOW,
      finishedAt: undefined,
      leaseUntil: TEST_NOW + 7 + 3_600,
      retryAt: undefined,
      retryRemaining: 3,
      lastError: undefined,
      inputWatermark: UPDATED,
      lastSuccessWatermark: undefined,
      outages: 0,
      failures: 0,
      consolidatedAt: undefined,
      madeBy: undefined,
      promptHash: undefined,
    });
  });

  test("clears what the last attempt left and keeps its success watermark", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addJob(db.state, id, {
      status: "error",
      workerId: "w0",
      ownershipToken: "token-0",
      startedAt: 1,
      finishedAt: 2,
      retryAt: TEST_NOW,
      retryRemaining: 2,
      lastError: "it broke",
      inputWatermark: UPDATED,
      lastSuccessWatermark: UPDATED - 5,
      outages: 1,
    });
    expect((await claim(at(db.state, TEST_NOW), id)).outcome).toBe("claimed");
    expect(await jobOf(db.state, id)).toMatchObject({
      status: "running",
      workerId: "w1",
      ownershipToken: "token-1",
      startedAt: TEST_NOW,
      finishedAt: undefined,
      retryAt: undefined,
      retryRemaining: 2,
      lastError: undefined,
      inputWatermark: UPDATED,
      lastSuccessWatermark: UPDATED - 5,
      outages: 1,
    });
  });

  test("leaves every other row alone", async () => {
    using db = await temporaryState();
    const [one, other] = [await addThread(db.state), await addThread(db.state)];
    await addJob(db.state, other, { status: "error", retryRemaining: 1, inputWatermark: UPDATED });
    const before = await jobOf(db.state, other);
    await claim(db.state, one);
    expect(await jobOf(db.state, other)).toEqual(before);
  });
});

describe("a claim, row by row", () => {
  type JobRow = NonNullable<Parameters<typeof addJob>[2]>;
  const cases: [name: string, job: JobRow, outcome: Stage1ClaimResult["outcome"], retries?: number][] = [
    ["done at the thread's update", { lastSuccessWatermark: UPDATED, inputWatermark: UPDATED }, "up_to_date"],
    [
      "done before the thread's update",
      { lastSuccessWatermark: UPDATED - 1, inputWatermark: UPDATED - 1 },
      "claimed",
      3,
    ],
    ["running under a live lease", { status: "running", leaseUntil: TEST_NOW + 1, inputWatermark: UPDATED }, "running"],
    [
      "running under a live lease, thread updated since",
      { status: "running", leaseUntil: TEST_NOW + 1, inputWatermark: 1 },
      "running",
    ],
    [
      "running, lease just run out: a retry is spent",
      { status: "running", leaseUntil: TEST_NOW, inputWatermark: UPDATED },
      "claimed",
      2,
    ],
    ["running without a lease", { status: "running", inputWatermark: UPDATED }, "claimed", 2],
    [
      "taken over with one retry left",
      { status: "running", leaseUntil: TEST_NOW, retryRemaining: 1, inputWatermark: UPDATED },
      "claimed",
      0,
    ],
    [
      "taken over with none left",
      { status: "running", leaseUntil: TEST_NOW, retryRemaining: 0, inputWatermark: UPDATED },
      "retry_exhausted",
    ],
    [
      "taken over with none left, thread updated since",
      { status: "running", leaseUntil: TEST_NOW, retryRemaining: 0, inputWatermark: 1 },
      "claimed",
      3,
    ],
    [
      "failed, retry in a second",
      { status: "error", retryAt: TEST_NOW + 1, retryRemaining: 2, inputWatermark: UPDATED },
      "retry_backoff",
    ],
    [
      "failed, retry due now",
      { status: "error", retryAt: TEST_NOW, retryRemaining: 2, inputWatermark: UPDATED },
      "claimed",
      2,
    ],
    [
      "failed, retry later, thread updated since",
      { status: "error", retryAt: TEST_NOW + 99, retryRemaining: 1, inputWatermark: UPDATED - 1 },
      "claimed",
      3,
    ],
    [
      "failed for the last time",
      { status: "error", retryAt: TEST_NOW - 9, retryRemaining: 0, inputWatermark: UPDATED },
      "retry_exhausted",
    ],
    [
      "failed for the last time, thread updated since",
      { status: "error", retryAt: TEST_NOW + 9, retryRemaining: 0, inputWatermark: UPDATED - 1 },
      "claimed",
      3,
    ],
    [
      "exhausted and backing off",
      { status: "error", retryAt: TEST_NOW + 9, retryRemaining: 0, inputWatermark: UPDATED },
      "retry_exhausted",
    ],
    ["released by a signal", { status: "pending", retryRemaining: 3, inputWatermark: UPDATED }, "claimed", 3],
    [
      "released by an outage, too soon",
      { status: "pending", retryAt: TEST_NOW + 1, retryRemaining: 3, inputWatermark: UPDATED },
      "retry_backoff",
    ],
    [
      "released by an outage, in time",
      { status: "pending", retryAt: TEST_NOW, retryRemaining: 3, inputWatermark: UPDATED },
      "claimed",
      3,
    ],
  ];
  test.each(cases)("%s", async (_name, job, outcome, retries) => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addJob(db.state, id, job);
    const before = await jobOf(db.state, id);
    const result = await claim(at(db.state, TEST_NOW), id);
    expect(result.outcome).toBe(outcome);
    const after = await jobOf(db.state, id);
    if (outcome === "claimed") expect(after).toMatchObject({ status: "running", retryRemaining: retries });
    else expect(after).toEqual(before);
  });

  test("by name passes over backoff and exhausted retries, not over what is up to date or running", async () => {
    using db = await temporaryState();
    const answers: [JobRow, Stage1ClaimResult["outcome"]][] = [
      [{ status: "error", retryAt: TEST_NOW + 9, retryRemaining: 0, inputWatermark: UPDATED }, "claimed"],
      [{ status: "error", retryAt: TEST_NOW + 9, retryRemaining: 2, inputWatermark: UPDATED }, "claimed"],
      [{ status: "running", leaseUntil: TEST_NOW + 1, inputWatermark: UPDATED }, "running"],
      [{ lastSuccessWatermark: UPDATED, inputWatermark: UPDATED }, "up_to_date"],
    ];
    for (const [job, outcome] of answers) {
      const id = await addThread(db.state);
      await addJob(db.state, id, job);
      expect((await claim(at(db.state, TEST_NOW), id, { retries: "pass_over" })).outcome).toBe(outcome);
    }
  });

  test("of a thread whose output is as new is up to date, whatever its job says", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addOutput(db.state, id, { sourceUpdatedAt: UPDATED });
    expect((await claim(db.state, id)).outcome).toBe("up_to_date");
    expect(await jobOf(db.state, id)).toBeUndefined();
  });

  test("of a thread that may not be extracted, or is none, makes no row", async () => {
    using db = await temporaryState();
    const buried = await addThread(db.state);
    await db.state.orm.insert(forgotten).values({ threadId: buried, forgottenAt: TEST_NOW });
    const ids = [
      buried,
      await addThread(db.state, { archived: true }),
      await addThread(db.state, { missingSince: TEST_NOW }),
      await addThread(db.state, { memoryMode: "disabled" }),
      await addThread(db.state, { memoryMode: "polluted" }),
      "no such thread",
    ];
    for (const id of ids) {
      expect((await claim(db.state, id)).outcome).toBe("not_eligible");
      expect(await jobOf(db.state, id)).toBeUndefined();
    }
  });
});

describe("the cap", () => {
  test("counts the running, unexpired jobs of other threads only", async () => {
    using db = await temporaryState();
    const state = at(db.state, TEST_NOW);
    await addJob(db.state, "a", { status: "running", leaseUntil: TEST_NOW + 1 });
    await addJob(db.state, "b", { status: "running", leaseUntil: TEST_NOW });
    await addJob(db.state, "c", { status: "error", leaseUntil: TEST_NOW + 1 });
    await addJob(db.state, "global", {
      kind: "memory_consolidate_global",
      status: "running",
      leaseUntil: TEST_NOW + 1,
    });
    const id = await addThread(db.state);
    await addJob(db.state, id, { status: "running", leaseUntil: TEST_NOW, inputWatermark: UPDATED });
    expect((await claim(state, id, { cap: 1 })).outcome).toBe("at_capacity");
    expect((await claim(state, id, { cap: 2 })).outcome).toBe("claimed");
  });

  test("holds for the claims of one run as well", async () => {
    using db = await temporaryState();
    const outcomes: string[] = [];
    for (let n = 0; n < 5; n += 1)
      outcomes.push((await claim(db.state, await addThread(db.state), { cap: 3 })).outcome);
    expect(outcomes).toEqual(["claimed", "claimed", "claimed", "at_capacity", "at_capacity"]);
  });
});

const near = (around: number) => fc.option(fc.integer({ min: around - 2, max: around + 2 }), { nil: null });
const jobRow = fc.record({
  status: fc.constantFrom("pending" as const, "running" as const, "done" as const, "error" as const),
  leaseUntil: fc.oneof(near(TEST_NOW), near(TEST_NOW + LONGEST_LEASE_AHEAD_SECONDS)),
  retryAt: fc.oneof(near(TEST_NOW), near(TEST_NOW + LONGEST_BACKOFF_SECONDS)),
  retryRemaining: fc.integer({ min: -1, max: 3 }),
  inputWatermark: near(UPDATED),
  lastSuccessWatermark: near(UPDATED),
  outages: fc.nat(3),
});

test("the claim statement and the claim rule agree on random rows and times", async () => {
  using db = await temporaryState();
  await fc.assert(
    fc.asyncProperty(
      fc.option(jobRow, { nil: undefined }),
      near(UPDATED),
      fc.integer({ min: TEST_NOW - 2, max: TEST_NOW + 2 }),
      fc.array(fc.oneof(near(TEST_NOW), near(TEST_NOW + LONGEST_LEASE_AHEAD_SECONDS)), { maxLength: 4 }),
      fc.option(fc.nat(4), { nil: undefined }),
      fc.constantFrom("respect" as const, "pass_backoff" as const, "pass_over" as const),
      fc.constantFrom("enabled" as const, "disabled" as const),
      fc.constantFrom("nothing" as const, "without_output" as const, "all" as const),
      fc.constantFrom("live" as const, "replay" as const),
      async (job, outputAt, now, others, cap, retries, memoryMode, redo, clock) => {
        await db.state.client.batch(["DELETE FROM jobs", "DELETE FROM threads"], "write");
        const id = await addThread(db.state, { memoryMode });
        if (job !== undefined) await addJob(db.state, id, job);
        if (outputAt !== null) await addOutput(db.state, id, { sourceUpdatedAt: outputAt });
        for (const leaseUntil of others) {
          await addJob(db.state, crypto.randomUUID(), { status: "running", leaseUntil });
        }
        const before = await jobOf(db.state, id);
        const facts: ClaimFacts = {
          eligible: memoryMode === "enabled",
          updatedAt: UPDATED,
          outputUpdatedAt: outputAt ?? undefined,
          job: before === undefined ? undefined : withoutVoidTimes(before, now, clock),
          otherRunning: others.filter(
            (until) =>
              until !== null && until > now && (clock === "replay" || until <= now + LONGEST_LEASE_AHEAD_SECONDS),
          ).length,
        };
        const expected = decideClaim(facts, { cap, retries, redo }, now);
        const result = await claim({ ...at(db.state, now), replayNow: clock === "replay" ? TEST_NOW : undefined }, id, {
          ...(cap === undefined ? {} : { cap }),
          retries,
          redo,
        });
        expect(result.outcome).toBe(expected);
        const after = await jobOf(db.state, id);
        if (expected === "claimed") expect(after?.retryRemaining).toBe(retriesAfterClaim(facts, 3));
        else expect(after).toEqual(before);
      },
    ),
    { numRuns: 1_000 },
  );
});
