import { expect, test } from "bun:test";
import type { AgentStep } from "../../../../lib/core/agents/session/agent-step.ts";
import { ownSteps } from "../../../../lib/core/agents/session/own-steps.ts";

const step = (text: string, key?: string, copied = false): AgentStep => ({
  kind: "row",
  tier: key === undefined ? "assistant final" : "human user",
  text,
  maxBytes: 100,
  ...(key !== undefined && { key }),
  place: { line: 1, byte: 0, timeMs: undefined, copied },
});
const steps = [step("a", "1"), step("b"), step("c", "2"), step("d"), step("copy", "3", true), step("e", "4")];
const texts = (fork: Parameters<typeof ownSteps>[0]) => {
  const passed: string[] = [];
  const take = ownSteps(fork, (each) => each.kind === "row" && passed.push(each.text));
  for (const each of steps) take(each);
  return passed;
};

test("a session that is no fork has all its steps", () => {
  expect(texts(undefined)).toEqual(["a", "b", "c", "d", "copy", "e"]);
});

test("a fork has those from its first own turn on, without copies", () => {
  expect(texts({ parentId: "p", ownFrom: "2" })).toEqual(["c", "d", "e"]);
  expect(texts({ parentId: "p", ownFrom: undefined })).toEqual([]);
});
