import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { forget } from "../../../lib/flow/forget/forget.ts";
import { acceptLine, listWaiting, rejectLine } from "../../../lib/flow/review/review.ts";
import { textAt, writingAgent } from "../../helpers/agents.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const RECAP = "rollout_summaries/2025-02-11T15-35-19-0001.md";
const handbook = (...wishes: string[]) =>
  `# Task Group: app\n\n## Task 1: a\n\n### rollout_summary_files\n\n- ${RECAP}\n\n## User preferences\n\n${wishes.map((wish) => `- ${wish}\n`).join("")}`;
const SAID = '"Ask before you push, always" [Task 1]';
const UNSAID = '"Push straight to main" [Task 1]';

let world: TestWorld;
beforeEach(async () => {
  world = testWorld();
  const state = await world.state();
  await seedMemory(state, { threadId: threadId(1) });
  await state.client.execute({
    sql: "INSERT INTO signals VALUES (?, 'Ask before you push, always', 1, 3, NULL)",
    args: [threadId(1)],
  });
});
afterEach(() => world.dispose());

const agent = () => writingAgent({ "MEMORY.md": handbook(SAID, UNSAID) });
const book = () => textAt(world.paths.root, "MEMORY.md");

test("what nobody said goes to quarantine, is listed with its source, and does not fail the run", async () => {
  const report = await consolidate(world, { agent: agent() });
  expect(report).toMatchObject({ status: "succeeded", quarantined: 1 });
  expect(book()).toBe(handbook(SAID));
  expect(listWaiting(world).lines).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{8}$/),
      run: report.run ?? "",
      file: "MEMORY.md",
      block: "Task Group: app",
      section: "User preferences",
      text: '"Push straight to main"',
      sources: [RECAP],
    },
  ]);
  expect(world.lines.some(({ message }) => message.includes("memories review"))).toBe(true);
});

test("an accepted line is the person's own: it is in its place and stays there", async () => {
  await consolidate(world, { agent: agent() });
  const [line] = listWaiting(world).lines;
  const report = await acceptLine(world, line?.id ?? "");
  expect(report).toMatchObject({ accepted: { text: '"Push straight to main"' }, lines: [] });
  expect(book()).toContain(
    '## User preferences\n\n- "Ask before you push, always" [Task 1]\n- "Push straight to main"\n',
  );
  const next = await consolidate(world, { agent: agent(), mode: "force" });
  expect(next).toMatchObject({ status: "succeeded", quarantined: 0 });
  expect(book()).toContain("Push straight to main");
});

test("a rejected line is not shown again, whichever run writes it", async () => {
  await consolidate(world, { agent: agent() });
  const [line] = listWaiting(world).lines;
  expect(rejectLine(world, line?.id ?? "").lines).toEqual([]);
  await seedMemory(await world.state(), { threadId: threadId(2) });
  expect(await consolidate(world, { agent: agent(), mode: "force" })).toMatchObject({ quarantined: 0 });
  expect(book()).not.toContain("Push straight");
  expect(() => rejectLine(world, line?.id ?? "")).toThrow("no line in quarantine has an id");
});

test("forgetting a session takes what a run kept of it out of quarantine", async () => {
  const { run } = await consolidate(world, { agent: agent() });
  const folder = join(world.paths.home, "quarantine", run ?? "");
  expect(existsSync(folder)).toBe(true);
  const report = await forget(world, { thread: threadId(1) }, { mode: "apply", baseline: "keep" });
  expect(report.quarantined).toEqual([run ?? ""]);
  expect(existsSync(folder)).toBe(false);
});
