import { afterEach, beforeEach, expect, test } from "bun:test";
import { constants, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type ConsolidateOptions, consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { diffReport } from "../../../lib/flow/root/diff.ts";
import { agentThat, put, textAt, writingAgent } from "../../helpers/agents.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
let root = "";
beforeEach(async () => {
  world = testWorld();
  root = world.paths.root;
  await seedMemory(await world.state(), { threadId: threadId(1) });
});
afterEach(() => world.dispose());

const AGENT_FILES = { "skills/a/SKILL.md": "a\n", "skills/b/SKILL.md": "b\n" };
const force = (more: ConsolidateOptions) => consolidate(world, { mode: "force", ...more });
const changes = async () => (await diffReport(world)).changes.map(({ status, path }) => `${status} ${path}`);
const baselineText = async () => new TextDecoder().decode((await diffReport(world)).unifiedDiff);

/** An agent that writes its files while a person is at work in the root. */
const withPerson = (files: Record<string, string>, person: () => void) =>
  agentThat(async (task) => {
    await writingAgent(files)(task);
    person();
  });

test("edits, new files and deletions of a person are neither lost nor swallowed", async () => {
  await force({ agent: writingAgent(AGENT_FILES) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const report = await force({
    agent: withPerson({ "skills/c/SKILL.md": "c\n" }, () => {
      put(root, "skills/a/SKILL.md", "a, better\n");
      rmSync(join(root, "skills/b/SKILL.md"));
      put(root, "extensions/ad_hoc/notes/n.md", "remember\n");
      put(root, "raw_memories.md", "scribbled\n");
    }),
  });
  expect(report).toMatchObject({ status: "succeeded", conflicts: [] });
  expect(textAt(root, "skills/a/SKILL.md")).toBe("a, better\n");
  expect(existsSync(join(root, "skills/b/SKILL.md"))).toBe(false);
  expect(textAt(root, "skills/c/SKILL.md")).toBe("c\n");
  expect(await changes()).toEqual([
    "A extensions/ad_hoc/notes/n.md",
    "M raw_memories.md",
    "M skills/a/SKILL.md",
    "D skills/b/SKILL.md",
  ]);
  const next = await force({ agent: writingAgent() });
  expect(next.changes.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "A extensions/ad_hoc/notes/n.md",
    "M skills/a/SKILL.md",
    "D skills/b/SKILL.md",
  ]);
  expect(await changes()).toEqual([]);
});

test("what collides stays as the person has it, is reported, and shows in the next diff against what was copied", async () => {
  await force({ agent: writingAgent(AGENT_FILES) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const theirs = {
    "MEMORY.md": "# theirs\n",
    "skills/a/SKILL.md": "a of the agent\n",
    "skills/new/SKILL.md": "agent's\n",
  };
  const report = await force({
    agent: withPerson({ ...theirs, "skills/b/SKILL.md": "b of the agent\n" }, () => {
      put(root, "MEMORY.md", "# person's\n");
      rmSync(join(root, "skills/a/SKILL.md"));
      put(root, "skills/new/SKILL.md", "person's\n");
    }),
  });
  expect(report).toMatchObject({
    status: "succeeded",
    conflicts: ["MEMORY.md", "skills/a/SKILL.md", "skills/new/SKILL.md"],
  });
  expect(textAt(root, "MEMORY.md")).toBe("# person's\n");
  expect(existsSync(join(root, "skills/a/SKILL.md"))).toBe(false);
  expect(textAt(root, "skills/new/SKILL.md")).toBe("person's\n");
  expect(textAt(root, "skills/b/SKILL.md")).toBe("b of the agent\n");
  expect(await changes()).toEqual(["M MEMORY.md", "D skills/a/SKILL.md", "A skills/new/SKILL.md"]);
  expect(await baselineText()).toContain("-# Task Group: app\n+# person's\n");
});

test("a deletion of the agent's meets an edit of the person's: the edit stays", async () => {
  await force({ agent: writingAgent(AGENT_FILES) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const report = await force({
    agent: agentThat(({ copy }) => {
      rmSync(join(copy, "skills/a/SKILL.md"));
      rmSync(join(copy, "skills/b"), { recursive: true });
      put(root, "skills/a/SKILL.md", "edited\n");
    }),
  });
  expect(report.conflicts).toEqual(["skills/a/SKILL.md"]);
  expect(textAt(root, "skills/a/SKILL.md")).toBe("edited\n");
  expect(readdirSync(join(root, "skills"))).toEqual(["a"]);
  expect(await changes()).toEqual(["M skills/a/SKILL.md"]);
});

test("a folder that a person turns into a link is not written through", async () => {
  await force({ agent: writingAgent() });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const outside = join(world.dir, "outside");
  mkdirSync(outside);
  const report = await force({
    agent: withPerson(AGENT_FILES, () => symlinkSync(outside, join(root, "skills"))),
  });
  expect(report.conflicts).toEqual(["skills/a/SKILL.md", "skills/b/SKILL.md"]);
  expect(readdirSync(outside)).toEqual([]);
});

test("a person who makes the same change as the agent has no conflict", async () => {
  await force({ agent: writingAgent() });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const report = await force({
    agent: withPerson({ "MEMORY.md": "# same\n" }, () => put(root, "MEMORY.md", "# same\n")),
  });
  expect(report.conflicts).toEqual([]);
  expect(await changes()).toEqual([]);
});

test("an edit before the run is consumed by it, not reported again", async () => {
  await force({ agent: writingAgent(AGENT_FILES) });
  put(root, "skills/a/SKILL.md", "edited before\n");
  const report = await force({ agent: agentThat(() => {}) });
  expect(report.changes).toEqual([{ status: "M", path: "skills/a/SKILL.md" }]);
  expect(report.status).toBe("succeeded");
  expect(await changes()).toEqual([]);
});

test("a file of a person's with a name that is no text comes through unharmed", async () => {
  const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff, 0x2e, 0x6d, 0x64])]);
  await force({ agent: writingAgent() });
  (await import("node:fs")).writeFileSync(name, "bytes\n");
  const report = await force({ agent: agentThat(() => {}) });
  expect(report.changes).toEqual([{ status: "A", path: '"f\\377.md"' }]);
  expect(report.status).toBe("succeeded");
  expect(await changes()).toEqual([]);
});

for (const leads of ["out of the root", "nowhere"]) {
  test(`a link ${leads} in the handbook's place gives way to the handbook, and what it leads to stays`, async () => {
    await force({ agent: "offline" });
    const target = join(world.paths.home, "elsewhere.md");
    if (leads !== "nowhere") put(world.paths.home, "elsewhere.md", "a person's\n");
    rmSync(join(root, "MEMORY.md"));
    symlinkSync(target, join(root, "MEMORY.md"));
    expect(await force({ agent: "offline" })).toMatchObject({ status: "succeeded", error: null });
    expect(lstatSync(join(root, "MEMORY.md")).mode).toBe(constants.S_IFREG | 0o600);
    expect(textAt(root, "MEMORY.md")).toStartWith("# Task Group: ");
    expect(existsSync(target) ? textAt(world.paths.home, "elsewhere.md") : "").toBe(
      leads === "nowhere" ? "" : "a person's\n",
    );
  });
}
