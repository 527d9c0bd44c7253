import { describe, expect, test } from "bun:test";
import { claimStage1, type Stage1Claim } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import {
  failStage1,
  releaseStage1,
  renewStage1,
  storeNoOutput,
  storeStage1,
} from "../../../lib/edge/state/jobs/finish-stage1.ts";
import { forgetThreads } from "../../../lib/edge/state/memory/forget.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, at, jobOf, outputOf, temporaryState } from "../../helpers/state.ts";

const MADE = { madeBy: "gpt-6-luna", promptHash: "4f2c" };

const UPDATED = TEST_NOW - 86_400;
const output = { rawMemory: "raw", rolloutSummary: "summary", rolloutSlug: "slug" };

async function claimed(state: State, id: string, token = "token-1"): Promise<Stage1Claim> {
  const result = await claimStage1(
    state,
    id,
    { workerId: "w", token, now: TEST_NOW },
    { cap: undefined, retries: "respect" },
  );
  if (result.outcome !== "claimed") throw new Error(result.outcome);
  return result.claim;
}

describe("success", () => {
  test("stores the output under the watermark of the claim, ends the job and asks for a consolidation", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const claim = await claimed(db.state, id);
    await db.state.client.execute("UPDATE threads SET updated_at = updated_at + 50");
    expect(await storeStage1(db.state, claim, output, MADE, TEST_NOW + 3)).toBe("stored");
    expect(await outputOf(db.state, id)).toEqual({
      threadId: id,
      sourceUpdatedAt: UPDATED,
      ...output,
      generatedAt: TEST_NOW + 3,
      usageCount: undefined,
      lastUsage: undefined,
      selectedForPhase2: false,
      selectedForPhase2SourceUpdatedAt: undefined,
      ...MADE,
    });
    expect(await jobOf(db.state, id)).toMatchObject({
      status: "done",
      startedAt: TEST_NOW,
      finishedAt: TEST_NOW + 3,
      leaseUntil: undefined,
      retryAt: undefined,
      retryRemaining: 3,
      lastError: undefined,
      inputWatermark: UPDATED,
      lastSuccessWatermark: UPDATED,
      outages: 0,
    });
    expect(await jobOf(db.state, "global")).toMatchObject({
      status: "pending",
      retryRemaining: 3,
      inputWatermark: UPDATED,
      lastSuccessWatermark: 0,
      leaseUntil: undefined,
    });
  });

  test("replaces an older output and keeps its selection and usage", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addOutput(db.state, id, {
      sourceUpdatedAt: UPDATED - 9,
      rolloutSlug: "old",
      usageCount: 4,
      lastUsage: 11,
      selectedForPhase2: true,
      selectedForPhase2SourceUpdatedAt: UPDATED - 9,
    });
    await storeStage1(db.state, await claimed(db.state, id), { ...output, rolloutSlug: undefined }, MADE, TEST_NOW);
    expect(await outputOf(db.state, id)).toEqual({
      threadId: id,
      sourceUpdatedAt: UPDATED,
      rawMemory: "raw",
      rolloutSummary: "summary",
      rolloutSlug: undefined,
      generatedAt: TEST_NOW,
      usageCount: 4,
      lastUsage: 11,
      selectedForPhase2: true,
      selectedForPhase2SourceUpdatedAt: UPDATED - 9,
      ...MADE,
    });
  });

  test("leaves an output alone that somebody stored from a newer transcript", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const claim = await claimed(db.state, id);
    await addOutput(db.state, id, { sourceUpdatedAt: UPDATED + 1, rawMemory: "newer" });
    expect(await storeStage1(db.state, claim, output, MADE, TEST_NOW)).toBe("stored");
    expect(await outputOf(db.state, id)).toMatchObject({ sourceUpdatedAt: UPDATED + 1, rawMemory: "newer" });
    expect(await jobOf(db.state, id)).toMatchObject({ status: "done" });
  });

  test("ends a row of outages", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addJob(db.state, id, { status: "pending", outages: 2, inputWatermark: UPDATED });
    const claim = await claimed(db.state, id);
    expect(claim.outages).toBe(2);
    await storeStage1(db.state, claim, output, MADE, TEST_NOW);
    expect(await jobOf(db.state, id)).toMatchObject({ outages: 0 });
  });
});

describe("success without output", () => {
  test("of a thread that had none asks for no consolidation", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    expect(await storeNoOutput(db.state, await claimed(db.state, id), MADE, TEST_NOW)).toBe("stored");
    expect(await jobOf(db.state, id)).toMatchObject({ status: "done", lastSuccessWatermark: UPDATED });
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });

  test("deletes the output there was and asks for a consolidation", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addOutput(db.state, id, { sourceUpdatedAt: UPDATED - 9 });
    await storeNoOutput(db.state, await claimed(db.state, id), MADE, TEST_NOW);
    expect(await outputOf(db.state, id)).toBeUndefined();
    expect(await jobOf(db.state, "global")).toMatchObject({ status: "pending", inputWatermark: UPDATED });
  });

  test("of a session that has not changed since keeps its memory, and remembers who found nothing", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const claim = await claimed(db.state, id);
    await addOutput(db.state, id, { sourceUpdatedAt: UPDATED, madeBy: "offline" });
    expect(await storeNoOutput(db.state, claim, MADE, TEST_NOW)).toBe("kept");
    expect(await outputOf(db.state, id)).toMatchObject({ rawMemory: "raw", madeBy: "offline" });
    expect(await jobOf(db.state, id)).toMatchObject({ status: "done", ...MADE });
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });
});

describe("failure", () => {
  test("spends a retry and sets the next try an hour from now on the database's clock", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const claim = await claimed(db.state, id);
    expect(await failStage1(at(db.state, TEST_NOW + 40), claim, "the model refused", TEST_NOW)).toBe("stored");
    expect(await jobOf(db.state, id)).toMatchObject({
      status: "error",
      startedAt: TEST_NOW,
      finishedAt: TEST_NOW,
      leaseUntil: undefined,
      retryAt: TEST_NOW + 40 + 3_600,
      retryRemaining: 2,
      lastError: "the model refused",
      inputWatermark: UPDATED,
      lastSuccessWatermark: undefined,
    });
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });

  test("three times ends the thread until it is updated", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    for (let n = 0; n < 3; n += 1) {
      const later = at(db.state, TEST_NOW + n * 4_000);
      await failStage1(later, await claimed(later, id), "no", TEST_NOW);
    }
    const muchLater = at(db.state, TEST_NOW + 999_999);
    const ask = () =>
      claimStage1(muchLater, id, { workerId: "w", token: "x", now: TEST_NOW }, { cap: undefined, retries: "respect" });
    expect((await ask()).outcome).toBe("retry_exhausted");
    await db.state.client.execute("UPDATE threads SET updated_at = updated_at + 1");
    expect(await ask()).toMatchObject({ outcome: "claimed", claim: { retryRemaining: 3 } });
  });

  test("is stored redacted, on one line, and at most 500 characters long", async () => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const secret = `AKIA${"ABCDEFGH12345678"}`;
    const reason = `denied for ${secret}\n  at x\u001b[31m ${"😀".repeat(600)}`;
    await failStage1(db.state, await claimed(db.state, id), reason, TEST_NOW);
    const stored = (await jobOf(db.state, id))?.lastError ?? "";
    expect(stored).toStartWith("denied for [REDACTED_SECRET] at x [31m 😀");
    expect([...stored]).toHaveLength(500);
    expect(stored).not.toMatch(/\p{Cc}/u);
  });
});

describe("release", () => {
  const before = { retryRemaining: 2, inputWatermark: UPDATED, lastSuccessWatermark: 5 };
  const given = {
    status: "pending",
    workerId: undefined,
    ownershipToken: undefined,
    startedAt: undefined,
    leaseUntil: undefined,
    ...before,
  } as const;
  const cases = [
    [
      "after a signal there is nothing to wait for",
      { kind: "signal" },
      { retryAt: undefined, outages: 1, lastError: undefined },
    ],
    [
      "after an outage the thread waits five minutes",
      { kind: "outage_met", error: "503", retryAfterSeconds: undefined },
      { retryAt: TEST_NOW + 300, outages: 2, lastError: "503" },
    ],
    [
      "after an outage the server may say how long",
      { kind: "outage_met", error: "429", retryAfterSeconds: 17.2 },
      { retryAt: TEST_NOW + 18, outages: 2, lastError: "429" },
    ],
    [
      "an outage that another thread met does not count against this one",
      { kind: "outage_elsewhere", retryAfterSeconds: undefined },
      { retryAt: TEST_NOW + 300, outages: 1, lastError: undefined },
    ],
  ] as const;
  test.each(cases)("%s", async (_name, reason, expected) => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    await addJob(db.state, id, { status: "error", retryAt: TEST_NOW - 9, outages: 1, lastError: "old", ...before });
    const claim = await claimed(at(db.state, TEST_NOW), id);
    expect(await releaseStage1(at(db.state, TEST_NOW), claim, reason)).toBe("stored");
    expect(await jobOf(db.state, id)).toMatchObject({ ...given, ...expected });
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });
});

test("renewing moves the lease on from the database's clock", async () => {
  using db = await temporaryState();
  const id = await addThread(db.state);
  const claim = await claimed(at(db.state, TEST_NOW), id);
  expect(await renewStage1(at(db.state, TEST_NOW + 90), claim)).toBe(true);
  expect(await jobOf(db.state, id)).toMatchObject({ leaseUntil: TEST_NOW + 90 + 3_600 });
});

describe("a worker that lost its job writes nothing, whichever way it ends", () => {
  const losses: [name: string, lose: (state: State, id: string) => Promise<unknown>][] = [
    ["another took it over", (state, id) => claimed(at(state, TEST_NOW + 99_999), id, "token-2")],
    ["it was finished", (state, id) => storeNoOutput(state, { threadId: id, token: "token-1" }, MADE, TEST_NOW)],
    ["it was given back", (state, id) => releaseStage1(state, { threadId: id, token: "token-1" }, { kind: "signal" })],
    ["the thread was forgotten", (state, id) => forgetThreads(state, [id], TEST_NOW)],
  ];
  test.each(losses)("%s", async (_name, lose) => {
    using db = await temporaryState();
    const id = await addThread(db.state);
    const claim = await claimed(at(db.state, TEST_NOW), id);
    await lose(db.state, id);
    const everything = async () =>
      Promise.all(
        ["jobs", "stage1_outputs"].map(async (table) => (await db.state.client.execute(`SELECT * FROM ${table}`)).rows),
      );
    const before = await everything();
    expect(await renewStage1(db.state, claim)).toBe(false);
    expect(await storeStage1(db.state, claim, output, MADE, TEST_NOW)).toBe("lost_lease");
    expect(await storeNoOutput(db.state, claim, MADE, TEST_NOW)).toBe("lost_lease");
    expect(await failStage1(db.state, claim, "late", TEST_NOW)).toBe("lost_lease");
    expect(await releaseStage1(db.state, claim, { kind: "signal" })).toBe("lost_lease");
    expect(await everything()).toEqual(before);
  });
});
