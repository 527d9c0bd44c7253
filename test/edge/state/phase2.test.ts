import { describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { phase2Decision, phase2RetryDelay } from "../../../lib/core/jobs/claim-phase2.ts";
import { withoutVoidTimes } from "../../../lib/core/jobs/void-times.ts";
import { claimPhase2, peekPhase2 } from "../../../lib/edge/state/jobs/claim-phase2.ts";
import { enqueuePhase2 } from "../../../lib/edge/state/jobs/enqueue-phase2.ts";
import { failPhase2, releasePhase2, renewPhase2, succeedPhase2 } from "../../../lib/edge/state/jobs/finish-phase2.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, at, jobOf, outputOf, temporaryState } from "../../helpers/state.ts";

const HOUR = 3_600;
const claimant = { workerId: "w", token: "token-1", now: TEST_NOW };
type JobRow = NonNullable<Parameters<typeof addJob>[2]>;

const addGlobal = (state: State, row: JobRow) => addJob(state, "global", { kind: "memory_consolidate_global", ...row });
const enqueue = (state: State, watermark: number) =>
  state.orm.batch([enqueuePhase2(state, sql`SELECT ${watermark} AS watermark WHERE true`)]);

describe("enqueueing", () => {
  test("makes a pending job with three retries", async () => {
    using db = await temporaryState();
    await enqueue(db.state, 70);
    expect(await jobOf(db.state, "global")).toEqual({
      kind: "memory_consolidate_global",
      jobKey: "global",
      status: "pending",
      workerId: undefined,
      ownershipToken: undefined,
      startedAt: undefined,
      finishedAt: undefined,
      leaseUntil: undefined,
      retryAt: undefined,
      retryRemaining: 3,
      lastError: undefined,
      inputWatermark: 70,
      lastSuccessWatermark: 0,
      outages: 0,
      failures: 0,
      consolidatedAt: undefined,
      madeBy: undefined,
      promptHash: undefined,
    });
  });

  const cases: [name: string, before: JobRow, watermark: number, after: object][] = [
    [
      "a greater watermark is taken",
      { status: "done", inputWatermark: 60 },
      70,
      { status: "pending", inputWatermark: 70 },
    ],
    ["an equal one moves the stored one on", { status: "done", inputWatermark: 70 }, 70, { inputWatermark: 71 }],
    ["a smaller one too", { status: "done", inputWatermark: 70 }, 5, { inputWatermark: 71 }],
    [
      "an error's backoff is passed over, its text and the cooldown stay",
      {
        status: "error",
        retryAt: TEST_NOW + 9,
        retryRemaining: 0,
        lastError: "no",
        finishedAt: TEST_NOW,
        inputWatermark: 1,
      },
      70,
      { status: "pending", retryAt: undefined, retryRemaining: 3, lastError: "no", finishedAt: TEST_NOW },
    ],
    [
      "a running job goes on, with its retry time",
      { status: "running", retryAt: TEST_NOW + 9, leaseUntil: TEST_NOW + 5, ownershipToken: "x", inputWatermark: 1 },
      70,
      { status: "running", retryAt: TEST_NOW + 9, leaseUntil: TEST_NOW + 5, ownershipToken: "x", inputWatermark: 70 },
    ],
    [
      "more than three retries stay",
      { status: "done", retryRemaining: 5, inputWatermark: 1 },
      2,
      { retryRemaining: 5 },
    ],
  ];
  test.each(cases)("%s", async (_name, before, watermark, after) => {
    using db = await temporaryState();
    await addGlobal(db.state, before);
    await enqueue(db.state, watermark);
    expect(await jobOf(db.state, "global")).toMatchObject(after);
  });

  test("of nothing does nothing", async () => {
    using db = await temporaryState();
    await db.state.orm.batch([enqueuePhase2(db.state, sql`SELECT 1 AS watermark WHERE 0`)]);
    await db.state.orm.batch([enqueuePhase2(db.state, sql`SELECT max(updated_at) AS watermark FROM threads`)]);
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });
});

describe("claiming", () => {
  test("without a row makes one with watermark 0", async () => {
    using db = await temporaryState();
    expect(await peekPhase2(db.state, "normal")).toEqual({ outcome: "claimed" });
    expect(await claimPhase2(at(db.state, TEST_NOW + 5), claimant, "normal")).toEqual({
      outcome: "claimed",
      claim: { token: "token-1", inputWatermark: 0 },
    });
    expect(await jobOf(db.state, "global")).toMatchObject({
      status: "running",
      workerId: "w",
      ownershipToken: "token-1",
      startedAt: TEST_NOW,
      leaseUntil: TEST_NOW + 5 + HOUR,
      inputWatermark: 0,
      lastSuccessWatermark: 0,
      retryRemaining: 3,
    });
  });

  const cases: [name: string, before: JobRow, normal: object, force: object][] = [
    ["pending", { status: "pending", inputWatermark: 7 }, { outcome: "claimed" }, { outcome: "claimed" }],
    [
      "backing off",
      { status: "error", lastError: "no", retryAt: TEST_NOW + 1 },
      { outcome: "skipped_retry_unavailable", until: TEST_NOW + 1 },
      { outcome: "claimed" },
    ],
    [
      "backoff over",
      { status: "error", lastError: "no", retryAt: TEST_NOW },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    [
      "running",
      { status: "running", leaseUntil: TEST_NOW + 1 },
      { outcome: "skipped_running", until: TEST_NOW + 1 },
      { outcome: "skipped_running", until: TEST_NOW + 1 },
    ],
    ["lease over", { status: "running", leaseUntil: TEST_NOW }, { outcome: "claimed" }, { outcome: "claimed" }],
    [
      "just succeeded",
      { status: "done", consolidatedAt: TEST_NOW - 6 * HOUR + 1 },
      { outcome: "skipped_cooldown", until: TEST_NOW + 1 },
      { outcome: "claimed" },
    ],
    [
      "succeeded lately, new input since",
      { status: "pending", consolidatedAt: TEST_NOW - HOUR },
      { outcome: "skipped_cooldown", until: TEST_NOW + 5 * HOUR },
      { outcome: "claimed" },
    ],
    [
      "cooldown over",
      { status: "done", consolidatedAt: TEST_NOW - 6 * HOUR },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    ["done without a change", { status: "done", finishedAt: TEST_NOW }, { outcome: "claimed" }, { outcome: "claimed" }],
    [
      "held for longer than a lease lasts",
      { status: "running", leaseUntil: TEST_NOW + HOUR + 301 },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    [
      "backing off for longer than any backoff",
      { status: "error", lastError: "no", retryAt: TEST_NOW + 25 * HOUR + 1 },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    [
      "consolidated in a far future",
      { status: "done", consolidatedAt: TEST_NOW + 6 * HOUR + 1 },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    [
      "failed lately, new input since",
      { status: "pending", lastError: "no", consolidatedAt: TEST_NOW },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
    [
      "no retries left",
      { status: "error", lastError: "no", retryRemaining: 0 },
      { outcome: "claimed" },
      { outcome: "claimed" },
    ],
  ];
  test.each(cases)("a job that is %s", async (_name, before, normal, force) => {
    for (const [mode, expected] of [
      ["normal", normal],
      ["force", force],
    ] as const) {
      using db = await temporaryState();
      await addGlobal(db.state, before);
      const state = at(db.state, TEST_NOW);
      expect(await peekPhase2(state, mode)).toMatchObject(expected);
      expect(await claimPhase2(state, claimant, mode)).toMatchObject(expected);
    }
  });

  test("keeps the watermark and clears what the last run left", async () => {
    using db = await temporaryState();
    await addGlobal(db.state, { status: "error", inputWatermark: 70, lastError: "no", finishedAt: 5, retryAt: 6 });
    expect(await claimPhase2(db.state, claimant, "normal")).toMatchObject({ claim: { inputWatermark: 70 } });
    expect(await jobOf(db.state, "global")).toMatchObject({
      inputWatermark: 70,
      lastError: undefined,
      finishedAt: undefined,
      retryAt: undefined,
    });
  });

  test("the statement and the rule agree on random rows and times", async () => {
    using db = await temporaryState();
    const near = (time: number) => fc.option(fc.integer({ min: time - 2, max: time + 2 }), { nil: null });
    const row = fc.record({
      status: fc.constantFrom("pending" as const, "running" as const, "done" as const, "error" as const),
      leaseUntil: fc.oneof(near(TEST_NOW), near(TEST_NOW + HOUR + 300)),
      retryAt: fc.oneof(near(TEST_NOW), near(TEST_NOW + 25 * HOUR)),
      consolidatedAt: fc.oneof(near(TEST_NOW - 6 * HOUR), near(TEST_NOW + 6 * HOUR)),
      finishedAt: near(TEST_NOW - 6 * HOUR),
      lastError: fc.constantFrom(null, "no"),
      retryRemaining: fc.nat(3),
      inputWatermark: fc.option(fc.nat(9), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.option(row, { nil: undefined }),
        fc.integer({ min: TEST_NOW - 2, max: TEST_NOW + 2 }),
        fc.constantFrom("normal" as const, "passing_cooldown" as const, "force" as const),
        fc.constantFrom("live" as const, "replay" as const),
        async (before, now, mode, clock) => {
          await db.state.client.execute("DELETE FROM jobs");
          if (before !== undefined) await addGlobal(db.state, before);
          const stored = await jobOf(db.state, "global");
          const seen = stored === undefined ? undefined : withoutVoidTimes(stored, now, clock);
          const expected = phase2Decision(seen, now, mode);
          const state = { ...at(db.state, now), replayNow: clock === "replay" ? TEST_NOW : undefined };
          expect(await peekPhase2(state, mode)).toEqual(expected);
          expect(await claimPhase2(state, claimant, mode)).toMatchObject(expected);
          if (expected.outcome !== "claimed") expect(await jobOf(db.state, "global")).toEqual(stored);
        },
      ),
      { numRuns: 600 },
    );
  });
});

async function running(state: State, row: JobRow = {}): Promise<{ token: string }> {
  await addGlobal(state, {
    status: "running",
    ownershipToken: "token-1",
    workerId: "w",
    leaseUntil: TEST_NOW + 9,
    startedAt: TEST_NOW,
    ...row,
  });
  return { token: "token-1" };
}

describe("success", () => {
  test("marks exactly the snapshots consumed and nothing else", async () => {
    using db = await temporaryState();
    const marks = { selectedForPhase2: true, selectedForPhase2SourceUpdatedAt: 1 };
    for (const [id, row] of Object.entries({
      consumed: { sourceUpdatedAt: 10 },
      changed: { sourceUpdatedAt: 21, ...marks },
      dropped: { sourceUpdatedAt: 30, ...marks },
      half: { sourceUpdatedAt: 40, selectedForPhase2SourceUpdatedAt: 3 },
    })) {
      await addThread(db.state, { id });
      await addOutput(db.state, id, row);
    }
    const held = await running(db.state, { inputWatermark: 9, lastSuccessWatermark: 4 });
    const snapshots = [
      { threadId: "consumed", sourceUpdatedAt: 10 },
      { threadId: "changed", sourceUpdatedAt: 20 },
      { threadId: "gone", sourceUpdatedAt: 1 },
    ];
    expect(
      await succeedPhase2(at(db.state, TEST_NOW + 2), held, { watermark: 21, baseline: "moved", snapshots }, TEST_NOW),
    ).toBe("stored");
    const marked = async (id: string) => {
      const row = await outputOf(db.state, id);
      return [row?.selectedForPhase2, row?.selectedForPhase2SourceUpdatedAt];
    };
    expect(await marked("consumed")).toEqual([true, 10]);
    for (const id of ["changed", "dropped", "half"]) expect(await marked(id)).toEqual([false, undefined]);
    expect(await jobOf(db.state, "global")).toMatchObject({
      status: "done",
      finishedAt: TEST_NOW + 2,
      leaseUntil: undefined,
      lastError: undefined,
      lastSuccessWatermark: 21,
    });
  });

  test("marks exactly the snapshots, whatever was marked before and has happened since", async () => {
    using db = await temporaryState();
    const { client } = db.state;
    for (const id of ["a", "b"]) {
      await addThread(db.state, { id });
      await addOutput(db.state, id, { sourceUpdatedAt: 1 });
    }
    await running(db.state);
    const rows = async () =>
      (
        await client.execute(
          `SELECT thread_id, source_updated_at, selected_for_phase2, selected_for_phase2_source_updated_at
            FROM stage1_outputs ORDER BY 1`,
        )
      ).rows.map((row) => ({ id: row[0], source: row[1], marked: row[2], as: row[3] }));
    const snapshot = fc.record({ threadId: fc.constantFrom("a", "b"), sourceUpdatedAt: fc.constantFrom(1, 2) });
    const between = fc.constantFrom(
      "UPDATE stage1_outputs SET source_updated_at = 2 WHERE thread_id = 'a'",
      "UPDATE stage1_outputs SET source_updated_at = 1 WHERE thread_id = 'a'",
      "UPDATE stage1_outputs SET selected_for_phase2 = 1 - selected_for_phase2 WHERE thread_id = 'b'",
      "UPDATE stage1_outputs SET selected_for_phase2_source_updated_at = 9",
      "DELETE FROM stage1_outputs WHERE thread_id = 'b'",
      `INSERT OR REPLACE INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, generated_at)
        VALUES ('b', 1, 'x', 'x', 1)`,
      "SELECT 1",
    );
    let marked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(between, fc.array(snapshot, { maxLength: 2 }))), async (steps) => {
        for (const [sql, snapshots] of steps) {
          await client.execute(sql);
          await client.execute("UPDATE jobs SET status = 'running', ownership_token = 'token-1'");
          expect(
            await succeedPhase2(
              db.state,
              { token: "token-1" },
              { watermark: 1, baseline: "moved", snapshots },
              TEST_NOW,
            ),
          ).toBe("stored");
          for (const { id, source, ...mark } of await rows()) {
            const isTaken = snapshots.some((one) => one.threadId === id && one.sourceUpdatedAt === source);
            expect(mark).toEqual(isTaken ? { marked: 1, as: source } : { marked: 0, as: null });
            if (isTaken) marked += 1;
          }
        }
      }),
      { numRuns: 50 },
    );
    expect(marked).toBeGreaterThan(0);
  });

  test("begins a cooldown only when the baseline moved", async () => {
    using db = await temporaryState();
    const success = { watermark: 1, snapshots: [] };
    const held = await running(db.state, { consolidatedAt: 7 });
    await succeedPhase2(at(db.state, TEST_NOW + 2), held, { ...success, baseline: "unchanged" }, TEST_NOW);
    expect(await jobOf(db.state, "global")).toMatchObject({ finishedAt: TEST_NOW + 2, consolidatedAt: 7 });
    await db.state.client.execute("UPDATE jobs SET status = 'running', ownership_token = 'token-1'");
    await succeedPhase2(at(db.state, TEST_NOW + 3), held, { ...success, baseline: "moved" }, TEST_NOW);
    expect(await jobOf(db.state, "global")).toMatchObject({ consolidatedAt: TEST_NOW + 3 });
  });

  test("never moves the success watermark back", async () => {
    using db = await temporaryState();
    const held = await running(db.state, { lastSuccessWatermark: 50 });
    await succeedPhase2(db.state, held, { watermark: 21, baseline: "moved", snapshots: [] }, TEST_NOW);
    expect(await jobOf(db.state, "global")).toMatchObject({ lastSuccessWatermark: 50 });
  });

  test("gives the retries back that failures took", async () => {
    using db = await temporaryState();
    const held = await running(db.state, { retryRemaining: 0, failures: 5 });
    await succeedPhase2(db.state, held, { watermark: 21, baseline: "moved", snapshots: [] }, TEST_NOW);
    expect(await jobOf(db.state, "global")).toMatchObject({ retryRemaining: 3, failures: 0 });
  });

  test("in a replay finishes at the run's time, so that rows come out equal on every machine", async () => {
    using db = await temporaryState({ now: TEST_NOW });
    const held = await running(db.state);
    await succeedPhase2(
      { ...db.state, nowSql: `(${TEST_NOW + 77})` },
      held,
      { watermark: 1, baseline: "moved", snapshots: [] },
      TEST_NOW,
    );
    expect(await jobOf(db.state, "global")).toMatchObject({ finishedAt: TEST_NOW });
  });
});

describe("failure", () => {
  test("backs off an hour, twice as long each time in a row, a day at most; a success starts over", async () => {
    using db = await temporaryState();
    const delays: (number | undefined)[] = [];
    const retries: (number | undefined)[] = [];
    const fail = async () => {
      await claimPhase2(db.state, claimant, "force");
      await failPhase2(at(db.state, TEST_NOW), { token: "token-1" }, "the agent hung", TEST_NOW);
      const job = await jobOf(db.state, "global");
      delays.push((job?.retryAt ?? 0) - TEST_NOW);
      retries.push(job?.retryRemaining);
      await enqueue(db.state, 5);
    };
    for (let n = 0; n < 7; n += 1) await fail();
    expect(delays.map((delay) => (delay ?? 0) / HOUR)).toEqual([1, 2, 4, 8, 16, 24, 24]);
    expect(retries).toEqual([2, 2, 2, 2, 2, 2, 2]);
    await claimPhase2(db.state, claimant, "force");
    await succeedPhase2(db.state, { token: "token-1" }, { watermark: 1, baseline: "moved", snapshots: [] }, TEST_NOW);
    await fail();
    expect(delays.at(-1)).toBe(HOUR);
    expect(phase2RetryDelay(0)).toBe(HOUR);
    expect(phase2RetryDelay(60)).toBe(24 * HOUR);
  });

  test("records the reason, and retries do not fall below nothing", async () => {
    using db = await temporaryState();
    const held = await running(db.state, { retryRemaining: 0, inputWatermark: 7 });
    expect(await failPhase2(at(db.state, TEST_NOW), held, "failed_agent: no answer", TEST_NOW)).toBe("stored");
    expect(await jobOf(db.state, "global")).toMatchObject({
      status: "error",
      leaseUntil: undefined,
      lastError: "failed_agent: no answer",
      retryAt: TEST_NOW + HOUR,
      retryRemaining: 0,
      inputWatermark: 7,
      failures: 1,
    });
  });

  test("also ends a running row that has no owner, but not one of somebody else", async () => {
    using db = await temporaryState();
    await running(db.state, { ownershipToken: null });
    expect(await failPhase2(db.state, { token: "mine" }, "no", TEST_NOW)).toBe("stored");
    await db.state.client.execute("UPDATE jobs SET status = 'running', ownership_token = 'theirs'");
    expect(await failPhase2(db.state, { token: "mine" }, "no", TEST_NOW)).toBe("lost_lease");
  });
});

test("a run stopped by a signal gives the job back as it was", async () => {
  using db = await temporaryState();
  await addGlobal(db.state, {
    status: "error",
    lastError: "no",
    retryAt: TEST_NOW + 50,
    retryRemaining: 1,
    inputWatermark: 7,
  });
  await claimPhase2(at(db.state, TEST_NOW), claimant, "force");
  expect(await releasePhase2(db.state, { token: "token-1" })).toBe("stored");
  expect(await jobOf(db.state, "global")).toMatchObject({
    status: "pending",
    ownershipToken: undefined,
    leaseUntil: undefined,
    startedAt: undefined,
    retryAt: TEST_NOW + 50,
    retryRemaining: 1,
    inputWatermark: 7,
  });
});

test("a heartbeat moves the lease on and fails once the lock is somebody else's", async () => {
  using db = await temporaryState();
  const held = await running(db.state);
  expect(await renewPhase2(at(db.state, TEST_NOW + 90), held)).toBe(true);
  expect(await jobOf(db.state, "global")).toMatchObject({ leaseUntil: TEST_NOW + 90 + HOUR });
  await claimPhase2(at(db.state, TEST_NOW + 99_999), { ...claimant, token: "token-2" }, "normal");
  const before = await jobOf(db.state, "global");
  expect(await renewPhase2(db.state, held)).toBe(false);
  expect(await succeedPhase2(db.state, held, { watermark: 99, baseline: "moved", snapshots: [] }, TEST_NOW)).toBe(
    "lost_lease",
  );
  expect(await failPhase2(db.state, held, "late", TEST_NOW)).toBe("lost_lease");
  expect(await releasePhase2(db.state, held)).toBe("lost_lease");
  expect(await jobOf(db.state, "global")).toEqual(before);
});

test("a worker that lost the lock leaves the selection alone", async () => {
  using db = await temporaryState();
  for (const [id, selected] of [
    ["kept", true],
    ["consumed", false],
  ] as const) {
    await addThread(db.state, { id });
    const at5 = selected ? { selectedForPhase2: true, selectedForPhase2SourceUpdatedAt: 5 } : {};
    await addOutput(db.state, id, { sourceUpdatedAt: 5, ...at5 });
  }
  await running(db.state, { ownershipToken: "theirs" });
  const snapshots = [{ threadId: "consumed", sourceUpdatedAt: 5 }];
  expect(
    await succeedPhase2(db.state, { token: "mine" }, { watermark: 9, baseline: "moved", snapshots }, TEST_NOW),
  ).toBe("lost_lease");
  expect(await outputOf(db.state, "kept")).toMatchObject({
    selectedForPhase2: true,
    selectedForPhase2SourceUpdatedAt: 5,
  });
  expect(await outputOf(db.state, "consumed")).toMatchObject({ selectedForPhase2: false });
});
