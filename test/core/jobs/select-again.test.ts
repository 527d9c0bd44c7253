import { expect, test } from "bun:test";
import { isAgain, parseAgain } from "../../../lib/core/jobs/select-again.ts";

const current = { madeBy: "gpt-6-luna", promptHash: "new" };
const facts = { outputUpdatedAt: 5, job: undefined, madeBy: "gpt-6-luna", promptHash: "new" };

test.each([
  ["offline", { madeBy: "offline" }, true],
  ["offline", {}, false],
  ["offline", { madeBy: undefined }, false],
  ["gpt-6-luna", {}, true],
  ["gpt-6-luna", { madeBy: "qwen3" }, false],
  ["outdated", {}, false],
  ["outdated", { promptHash: "old" }, true],
  ["outdated", { madeBy: "qwen3" }, true],
  ["outdated", { madeBy: "offline", promptHash: undefined }, true],
  ["outdated", { madeBy: undefined, promptHash: undefined }, true],
  ["all", { madeBy: undefined }, true],
  ["all", { outputUpdatedAt: undefined }, false],
])("--again %s with %j: %j", (again, over, expected) => {
  expect(isAgain({ ...facts, ...over }, parseAgain(again), current)).toBe(expected);
});
