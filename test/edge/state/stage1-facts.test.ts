import { expect, test } from "bun:test";
import { decideRun } from "../../../lib/core/jobs/decide-run.ts";
import { type DecisionRules, THREAD_WAIVES } from "../../../lib/core/jobs/decide-stage1.ts";
import type { EligibilityRules } from "../../../lib/core/jobs/eligibility.ts";
import { listStage1Facts } from "../../../lib/edge/state/jobs/stage1-facts.ts";
import { forgotten, jobs, threads } from "../../../lib/edge/state/open/schema.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, claimable, temporaryState } from "../../helpers/state.ts";

const RULES: EligibilityRules = {
  machine: "m1",
  agentHomes: { codex: "/codex" },
  excluded: ["the-caller"],
  sources: ["cli", "vscode"],
  deniedFolders: [],
  providers: [],
  destination: "this_machine",
  localProvidersAllowed: [],
  oldest: TEST_NOW - 10 * 86_400,
  newest: TEST_NOW - 6 * 3_600,
  scanLimit: 5_000,
};

function decisionRules(eligibility: EligibilityRules, over: Partial<DecisionRules> = {}): DecisionRules {
  return { eligibility, waived: new Set(), maxClaims: 2, concurrency: 8, ...over };
}

test("candidates come newest first, then by descending id, both age bounds included", async () => {
  using db = await temporaryState();
  await addThread(db.state, { id: "b", updatedAt: RULES.newest });
  await addThread(db.state, { id: "c", updatedAt: RULES.newest });
  await addThread(db.state, { id: "a", updatedAt: RULES.oldest });
  await addThread(db.state, { id: "too-new", updatedAt: RULES.newest + 1 });
  await addThread(db.state, { id: "too-old", updatedAt: RULES.oldest - 1 });
  expect(await claimable(db.state, RULES)).toEqual(["c", "b", "a"]);
});

test("the scan limit counts threads that are up to date, so that old ones never come into reach", async () => {
  using db = await temporaryState();
  for (let n = 0; n < 4; n += 1) await addThread(db.state, { id: `t${n}`, updatedAt: RULES.newest - n });
  await addOutput(db.state, "t0", { sourceUpdatedAt: RULES.newest });
  await addJob(db.state, "t1", { lastSuccessWatermark: RULES.newest });
  const decided = decideRun(await listStage1Facts(db.state), decisionRules({ ...RULES, scanLimit: 3 }), TEST_NOW);
  expect(decided.map((one) => one.decision)).toEqual(["up_to_date", "up_to_date", "claim", "beyond_scan_limit"]);
});

test("each rule that a thread fails names itself, and the first one that applies wins", async () => {
  using db = await temporaryState();
  const failing: [name: string, row: Parameters<typeof addThread>[1], rules?: Partial<EligibilityRules>][] = [
    ["other_machine", { machine: "m2" }],
    ["other_machine", { agentHome: "/other" }],
    ["missing", { missingSince: TEST_NOW, archived: true }],
    ["excluded", { archived: true }, { excluded: ["x"] }],
    ["archived", { archived: true, source: "exec" }],
    ["source_not_allowed", { source: "exec", memoryMode: "disabled" }],
    ["memory_disabled", { memoryMode: "disabled" }],
    ["memory_polluted", { memoryMode: "polluted" }],
    ["provider_not_allowed", { modelProvider: "other", firstUserMessage: "" }, { providers: ["openai"] }],
    ["provider_not_allowed", { modelProvider: null }, { providers: ["other"] }],
    ["cwd_denied", { cwd: "/srv/secret/deep" }, { deniedFolders: ["/srv/secret"] }],
    ["no_user_message", { firstUserMessage: "", updatedAt: 0 }],
    ["too_old", { updatedAt: RULES.oldest - 1 }],
    ["too_recent", { updatedAt: RULES.newest + 1 }],
    ["claim", {}],
    ["claim", { modelProvider: "openai" }, { providers: ["openai"] }],
  ];
  for (const [name, row, rules] of failing) {
    await db.state.orm.delete(threads);
    await addThread(db.state, { ...row, id: "x" });
    const eligibility = { ...RULES, ...rules };
    const decided = decideRun(await listStage1Facts(db.state), decisionRules(eligibility), TEST_NOW);
    expect(decided.map((one) => String(one.decision))).toEqual([name]);
  }
});

test("a run that finds others at work stops at the first claim without room", async () => {
  using db = await temporaryState();
  for (let n = 0; n < 4; n += 1) await addThread(db.state, { id: `t${n}`, updatedAt: RULES.newest - n });
  const decide = async (over: Partial<DecisionRules>) =>
    decideRun(await listStage1Facts(db.state), decisionRules(RULES, over), TEST_NOW).map((one) => one.decision);
  expect(await decide({ maxClaims: 2 })).toEqual(["claim", "claim", "over_limit", "over_limit"]);
  // Others are at work on older sessions, in all but one of the places that all processes share.
  for (let n = 0; n < 31; n += 1) {
    await addThread(db.state, { id: `r${n}`, updatedAt: RULES.newest - 100 - n });
    await addJob(db.state, `r${n}`, { status: "running", leaseUntil: TEST_NOW + 1, inputWatermark: RULES.newest });
  }
  const first = async (over: Partial<DecisionRules>) => (await decide(over)).slice(0, 4);
  expect(await first({ maxClaims: 2 })).toEqual(["claim", "at_capacity", "at_capacity", "at_capacity"]);
  expect(await first({ maxClaims: 2, concurrency: 1 })).toEqual(["claim", "claim", "over_limit", "over_limit"]);
  await addThread(db.state, { id: "r31", updatedAt: RULES.newest - 200 });
  await addJob(db.state, "r31", { status: "running", leaseUntil: TEST_NOW + 1, inputWatermark: RULES.newest });
  expect(await first({ maxClaims: 2 })).toEqual(["at_capacity", "at_capacity", "at_capacity", "at_capacity"]);
});

test("a thread asked for by name passes over age, scan limit, retries and limits, and nothing else", async () => {
  using db = await temporaryState();
  const named = decisionRules(RULES, { waived: THREAD_WAIVES, maxClaims: 0 });
  const decide = async () => decideRun(await listStage1Facts(db.state), named, TEST_NOW).map((one) => one.decision);
  await addThread(db.state, { id: "x", updatedAt: TEST_NOW });
  await addJob(db.state, "x", { status: "error", retryAt: TEST_NOW + 9, retryRemaining: 0, inputWatermark: TEST_NOW });
  expect(await decide()).toEqual(["claim"]);
  await db.state.orm.update(jobs).set({ status: "running", leaseUntil: TEST_NOW + 1 });
  expect(await decide()).toEqual(["running"]);
  await db.state.orm.insert(forgotten).values({ threadId: "x", forgottenAt: TEST_NOW });
  expect(await decide()).toEqual(["forgotten"]);
});
