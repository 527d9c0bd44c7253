import { expect, test } from "bun:test";
import {
  checkStage1Rules,
  type DecisionRules,
  STAGE1_DECISIONS,
  type Stage1Facts,
  stage1Decision,
} from "../../../lib/core/jobs/decide-stage1.ts";
import { eligibilityRules } from "../../../lib/core/jobs/eligibility.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { DEFAULT_SETTINGS } from "../../helpers/world.ts";

const NOW = TEST_NOW;
const facts: Stage1Facts = {
  thread: {
    id: "t",
    rolloutPath: "/codex/sessions/r.jsonl",
    machine: "m1",
    agent: "codex",
    agentHome: "/codex",
    missingSince: undefined,
    archived: false,
    source: "cli",
    memoryMode: "enabled",
    cwd: "/work",
    modelProvider: undefined,
    title: "",
    firstUserMessage: "hello",
    updatedAt: NOW - 86_400,
  },
  forgotten: false,
  modeUnknown: false,
  evidenceBytes: undefined,
  outputUpdatedAt: undefined,
  job: undefined,
  madeBy: undefined,
  promptHash: undefined,
};
const rules: DecisionRules = {
  eligibility: eligibilityRules(
    DEFAULT_SETTINGS,
    { machine: "m1", agentHomes: { codex: "/codex" }, excluded: [], destination: "this_machine" },
    NOW,
  ),
  waived: new Set(),
  maxClaims: 2,
  concurrency: 8,
};
const first = { eligibleBefore: 0, claimedBefore: 0, running: 0 };

test("at defaults a thread is looked at from ten days to six hours of age", () => {
  expect(rules.eligibility).toMatchObject({ oldest: NOW - 864_000, newest: NOW - 21_600, scanLimit: 5_000 });
  expect(rules.eligibility.sources).toEqual(["cli", "vscode", "atlas", "chatgpt"]);
});

test("every rule is shown with its threshold and the thread's value, in the order of the decisions", () => {
  const checks = checkStage1Rules({ ...facts, thread: { ...facts.thread, source: "exec" } }, rules, first, NOW);
  expect(checks.map((check) => check.name)).toEqual(STAGE1_DECISIONS.filter((name) => name !== "claim"));
  expect(checks.filter((check) => !check.passed)).toEqual([
    { name: "source_not_allowed", threshold: ["cli", "vscode", "atlas", "chatgpt"], value: "exec", passed: false },
  ]);
});

test("the decision is the first rule that does not pass, and a waived rule passes", () => {
  const old = { ...facts, thread: { ...facts.thread, updatedAt: 5, firstUserMessage: "" } };
  expect(stage1Decision(facts, rules, first, NOW)).toBe("claim");
  expect(stage1Decision(old, rules, first, NOW)).toBe("no_user_message");
  expect(stage1Decision(old, { ...rules, waived: new Set(["no_user_message"]) }, first, NOW)).toBe("too_old");
  const checks = checkStage1Rules(old, { ...rules, waived: new Set(["no_user_message", "too_old"]) }, first, NOW);
  expect(checks.every((check) => check.passed)).toBe(true);
});

test("the position decides what remains: the scan limit, room over all processes, the limit of this run", () => {
  const decide = (over: Partial<typeof first>) => stage1Decision(facts, rules, { ...first, ...over }, NOW);
  expect(decide({ eligibleBefore: 4_999 })).toBe("claim");
  expect(decide({ eligibleBefore: 5_000 })).toBe("beyond_scan_limit");
  // The cap is 32 over all processes, or what this run may claim where that is more.
  expect(decide({ running: 31 })).toBe("claim");
  expect(decide({ running: 32 })).toBe("at_capacity");
  expect(decide({ claimedBefore: 1, running: 31 })).toBe("at_capacity");
  expect(stage1Decision(facts, { ...rules, maxClaims: 40 }, { ...first, running: 39 }, NOW)).toBe("claim");
  expect(decide({ claimedBefore: 2 })).toBe("over_limit");
});
