import { expect, test } from "bun:test";
import { extractOffline } from "../../../../lib/core/offline/extract/extract-offline.ts";
import { answeredSteps } from "../../../helpers/answers.ts";
import { measureMemory } from "../../../helpers/measure-memory.ts";

const tallies = (await answeredSteps()).map(({ answer, steps }) =>
  measureMemory(answer, extractOffline(steps, { cwd: answer.cwd }).raw_memory),
);

test("the memories of sessions with answers hold what is wanted of them", () => {
  expect(tallies.length).toBeGreaterThan(60);
  expect(tallies.flatMap(({ answer, missed }) => missed.map(({ text }) => `${answer.file}: ${text}`))).toEqual([]);
});

test("they hold no line that nobody wants", () => {
  expect(tallies.flatMap(({ answer, unwanted }) => unwanted.map((line) => `${answer.file}: ${line}`))).toEqual([]);
});
