import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimPhase2 } from "../../../lib/edge/state/jobs/claim-phase2.ts";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { countState } from "../../../lib/edge/state/jobs/counts.ts";
import { succeedPhase2 } from "../../../lib/edge/state/jobs/finish-phase2.ts";
import {
  failStage1,
  releaseStage1,
  renewStage1,
  storeNoOutput,
  storeStage1,
} from "../../../lib/edge/state/jobs/finish-stage1.ts";
import { forgetThreads } from "../../../lib/edge/state/memory/forget.ts";
import { deleteUnused, planRetention } from "../../../lib/edge/state/memory/retention.ts";
import { databaseId } from "../../../lib/edge/state/memory/roots.ts";
import { readTexts, selectHeads } from "../../../lib/edge/state/memory/selection.ts";
import { countTranscriptMessages } from "../../../lib/edge/state/memory/usage.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";
import { hranaServer } from "../../helpers/hrana-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addThread, at, claimable, jobOf, outputOf } from "../../helpers/state.ts";

const MADE = { madeBy: "gpt-6-luna", promptHash: "4f2c" };

const TOKEN = "remote-token-7c2f41";
const file = () => join(mkdtempSync(join(tmpdir(), "memories-remote-")), "remote.db");
const output = { rawMemory: "raw", rolloutSummary: "summary", rolloutSlug: undefined };

test("a state on a server is made by many machines at once and does all that a local one does", async () => {
  await using server = hranaServer(file(), TOKEN);
  const open = () => openState({ url: server.url, token: TOKEN });
  const [first, ...others] = await Promise.all([open(), open(), open(), open()]);
  if (first === undefined) throw new Error("not opened");
  const ids = await Promise.all([first, ...others].map(databaseId));
  expect(new Set(ids).size).toBe(1);

  for (const id of ["a", "b", "c", "d"]) await addThread(first, { id });
  const state = at(first, TEST_NOW);
  const claims = await Promise.all(
    ["a", "b", "c", "d"].map((id) =>
      claimStage1(state, id, { workerId: "w", token: `token-${id}`, now: TEST_NOW }, { cap: 3, retries: "respect" }),
    ),
  );
  expect(claims.map((one) => one.outcome).toSorted()).toEqual(["at_capacity", "claimed", "claimed", "claimed"]);
  const [a, b, c] = claims.flatMap((one) => (one.outcome === "claimed" ? [one.claim] : []));
  if (a === undefined || b === undefined || c === undefined) throw new Error("not claimed");
  expect(await renewStage1(state, a)).toBe(true);
  expect(await storeStage1(state, a, output, MADE, TEST_NOW)).toBe("stored");
  expect(await failStage1(state, b, "no", TEST_NOW)).toBe("stored");
  expect(await releaseStage1(state, c, { kind: "outage_elsewhere", retryAfterSeconds: 1.5 })).toBe("stored");
  expect(await storeNoOutput(state, a, MADE, TEST_NOW)).toBe("lost_lease");
  expect(await jobOf(first, b.threadId)).toMatchObject({
    status: "error",
    retryAt: TEST_NOW + 3_600,
    retryRemaining: 2,
  });
  expect(await jobOf(first, c.threadId)).toMatchObject({ status: "pending", retryAt: TEST_NOW + 2 });

  const message = { rootThreadId: "r", textHash: "h", occurrence: 1, threadIds: [a.threadId] };
  expect(await countTranscriptMessages(state, [message], "scan", TEST_NOW)).toEqual({ messages: 1, citations: 1 });
  const { memories, revision } = await selectHeads(state, { limit: 9, maxUnusedDays: 30 }, TEST_NOW);
  expect(memories).toMatchObject([{ threadId: a.threadId, sourceUpdatedAt: TEST_NOW - 86_400 }]);
  expect(await readTexts(state, memories)).toMatchObject({
    texts: new Map([[a.threadId, { rawMemory: "raw", rolloutSummary: "summary" }]]),
    revision,
  });
  expect(await outputOf(first, a.threadId)).toMatchObject({ usageCount: 1 });
  expect(await claimPhase2(state, { workerId: "w", token: "global", now: TEST_NOW }, "normal")).toMatchObject({
    outcome: "claimed",
    claim: { inputWatermark: TEST_NOW - 86_400 },
  });
  const snapshots = [{ threadId: a.threadId, sourceUpdatedAt: TEST_NOW - 86_400 }];
  expect(
    await succeedPhase2(state, { token: "global" }, { watermark: TEST_NOW, baseline: "moved", snapshots }, TEST_NOW),
  ).toBe("stored");
  expect(await outputOf(first, a.threadId)).toMatchObject({ selectedForPhase2: true });
  expect(await countState(state)).toMatchObject({ outputs: 1, selected: 1, usage: { citations: 1 } });
  const retention = { maxUnusedDays: 0, activeNow: TEST_NOW + 9 };
  expect(await planRetention(state, retention)).toEqual({ threadIds: [], heldBack: 0 });
  expect(await deleteUnused(state, { threadIds: [a.threadId], heldBack: 0 }, retention)).toEqual([]);
  expect(await forgetThreads(state, [a.threadId], TEST_NOW)).toEqual([a.threadId]);
  const rules = {
    machine: "m1",
    agentHomes: { codex: "/codex" },
    excluded: [],
    sources: ["cli"],
    deniedFolders: [],
    providers: ["other"],
    destination: "this_machine" as const,
    localProvidersAllowed: [],
  };
  expect(await claimable(state, { ...rules, oldest: 0, newest: TEST_NOW, scanLimit: 2 })).toEqual([]);
  expect(
    await claimable(state, {
      ...rules,
      providers: [],
      destination: "this_machine" as const,
      localProvidersAllowed: [],
      oldest: 0,
      newest: TEST_NOW,
      scanLimit: 9,
    }),
  ).toEqual(["d"]);
  for (const one of [first, ...others]) one.close();
});

test("a claim and each finish is one round trip", async () => {
  await using server = hranaServer(file(), TOKEN);
  const state = await openState({ url: server.url, token: TOKEN });
  await addThread(state, { id: "warm" });
  const ask = (id: string) =>
    claimStage1(state, id, { workerId: "w", token: id, now: TEST_NOW }, { cap: undefined, retries: "respect" });
  await ask("warm");
  await addThread(state, { id: "a" });
  let before = server.requests();
  const trips = () => server.requests() - before;
  const result = await ask("a");
  expect({ outcome: result.outcome, trips: trips() }).toEqual({ outcome: "claimed", trips: 1 });
  before = server.requests();
  await storeStage1(state, { threadId: "a", token: "a" }, output, MADE, TEST_NOW);
  expect(trips()).toBe(1);
  state.close();
});

test("a server that refuses the token says so without the token, even when it repeats it", async () => {
  await using server = hranaServer(file(), "another");
  const error = await openState({ url: server.url, token: TOKEN }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "state_unreachable" });
  expect(Bun.inspect(error)).not.toContain(TOKEN);
  expect(String(error)).toContain("not authorized: Bearer [REDACTED_SECRET]");
});

test("a server that goes away in the middle of a run is an expected failure", async () => {
  const server = hranaServer(file(), TOKEN);
  const state = await openState({ url: server.url, token: TOKEN });
  await server[Symbol.asyncDispose]();
  const claimant = { workerId: "w", token: "t", now: TEST_NOW };
  for (const work of [() => countState(state), () => claimPhase2(state, claimant, "normal")]) {
    expect(await work().catch((thrown: unknown) => thrown)).toMatchObject({
      code: "state_unreachable",
      kind: "failure",
    });
  }
  state.close();
});

test("a redirect is not followed, so that the token goes nowhere else", async () => {
  const seen: (string | null)[] = [];
  const elsewhere = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      seen.push(request.headers.get("authorization"));
      return new Response("", { status: 500 });
    },
  });
  const redirecting = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () =>
      new Response("", { status: 307, headers: { location: `http://127.0.0.1:${elsewhere.port}/v2/pipeline` } }),
  });
  const opening = openState({ url: `http://127.0.0.1:${redirecting.port}`, token: TOKEN });
  expect(await opening.catch((thrown: unknown) => thrown)).toMatchObject({ code: "state_unreachable" });
  expect(seen).toEqual([]);
  await Promise.all([elsewhere.stop(true), redirecting.stop(true)]);
});
