import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { countMessages, countTexts } from "../../../lib/flow/citations/count-citations.ts";
import { citationsInRollouts } from "../../../lib/flow/citations/rollouts.ts";
import { classifyRollouts } from "../../../lib/flow/usage/classify.ts";
import { scanUsage } from "../../../lib/flow/usage/scan.ts";
import { addOutput, addThread } from "../../helpers/state.ts";
import { itemLine, messageLine, metaLine, threadId, writeTranscript } from "../../helpers/transcripts.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const [cited, other, asking, fork, grandchild] = [1, 2, 3, 4, 5].map(threadId) as [
  string,
  string,
  string,
  string,
  string,
];
let world: TestWorld;

beforeEach(async () => {
  world = testWorld();
  const state = await world.state();
  for (const id of [cited, other]) {
    await addThread(state, { id, machine: "elsewhere" });
    await addOutput(state, id);
  }
});
afterEach(() => world.dispose());

function block(...ids: string[]): string {
  return `Done.<oai-mem-citation><citation_entries>\nMEMORY.md:1-2|note=[x]\n</citation_entries><rollout_ids>\n${ids.join("\n")}\n</rollout_ids></oai-mem-citation>`;
}
const says = (text: string) => messageLine("assistant", text);
const ran = (cmd: string) =>
  itemLine({ type: "function_call", name: "exec_command", arguments: JSON.stringify({ cmd }), call_id: "c" });

async function uses(): Promise<unknown[]> {
  const { client } = await world.state();
  const result = await client.execute("SELECT usage_count FROM stage1_outputs ORDER BY thread_id");
  return result.rows.map((row) => row.usage_count ?? undefined);
}

async function count(): Promise<{ messages: number; citations: number }> {
  return countMessages(world, await Array.fromAsync(citationsInRollouts(world.paths.codexHome)));
}

test("a text counts each time it is given, an id once a text, unknown ids and ids that are no UUID never", async () => {
  const ids = [cited, cited.toUpperCase(), threadId(99), "not-an-id"];
  expect(await countTexts(world, [ids, [cited]])).toEqual({ messages: 2, citations: 2 });
  expect(await countTexts(world, [ids])).toEqual({ messages: 1, citations: 1 });
  expect(await uses()).toEqual([3, undefined]);
});

test("a message of a transcript counts once ever: read again, copied into forks, archived", async () => {
  const lines = [metaLine(asking), says(block(cited)), says(block(cited, cited, other)), says(block(cited))];
  writeTranscript(world.paths.codexHome, asking, lines);
  expect(await count()).toEqual({ messages: 3, citations: 4 });
  expect(await count()).toEqual({ messages: 0, citations: 0 });

  const copied = [metaLine(fork, { forked_from_id: asking }), ...lines];
  writeTranscript(world.paths.codexHome, fork, copied);
  writeTranscript(world.paths.codexHome, grandchild, [metaLine(grandchild, { forked_from_id: fork }), ...copied]);
  writeTranscript(world.paths.codexHome, asking, lines, { archived: true, compress: true });
  expect(await count()).toEqual({ messages: 0, citations: 0 });

  writeTranscript(world.paths.codexHome, grandchild, [
    metaLine(grandchild, { forked_from_id: fork }),
    ...copied,
    says(`again ${block(other)}`),
  ]);
  expect(await count()).toEqual({ messages: 1, citations: 1 });
  expect(await uses()).toEqual([3, 2]);
});

test("a scan reports citations and reads by kind, thread and day, and counts each citation once", async () => {
  writeTranscript(world.paths.codexHome, asking, [
    metaLine(asking),
    ran("cat ~/.memories/memories/MEMORY.md"),
    ran("rg x ~/.memories/memories/skills && cat ~/.memories/memories/MEMORY.md"),
    ran("ls ~/.memories/memories/skills"),
    says(block(cited)),
  ]);
  mkdirSync(join(world.paths.codexHome, "sessions"), { recursive: true });
  const first = await scanUsage(world, world.paths.codexHome);
  expect(first).toEqual({
    rollouts: 1,
    citations: { messages: 1, by_kind: { memory_md: 1 }, by_thread: { [cited]: 1 }, by_day: { "2026-11-22": 1 } },
    reads: { calls: 2, by_kind: { memory_md: 2, skills: 1 }, by_thread: { [asking]: 2 }, by_day: { "2026-11-22": 2 } },
    counted: { messages: 1, citations: 1 },
    failed: [],
  });
  expect(await scanUsage(world, world.paths.codexHome)).toEqual({ ...first, counted: { messages: 0, citations: 0 } });
  expect(await uses()).toEqual([1, undefined]);
});

test("what forks and sub-agents replay of their parent is one use, and what they do after it is another", async () => {
  const read = (callId: string) =>
    itemLine({
      type: "function_call",
      name: "exec_command",
      arguments: '{"cmd":"cat memories/MEMORY.md"}',
      call_id: callId,
    });
  const lines = [read("c1"), read("c2"), read(""), says(block(cited))];
  writeTranscript(world.paths.codexHome, asking, [metaLine(asking), ...lines]);
  writeTranscript(world.paths.codexHome, fork, [metaLine(fork, { forked_from_id: asking }), ...lines, read("c3")]);
  const spawned = { subagent: { thread_spawn: { parent_thread_id: asking, depth: 1 } } };
  writeTranscript(world.paths.codexHome, grandchild, [metaLine(grandchild, { source: spawned }), ...lines, read("c4")]);
  // A sub-agent of the fork names the fork alone.
  const deeper = threadId(6);
  const ofFork = { subagent: { thread_spawn: { parent_thread_id: fork, depth: 1 } } };
  writeTranscript(world.paths.codexHome, deeper, [metaLine(deeper, { source: ofFork }), ...lines]);
  const { citations, reads, counted } = await scanUsage(world, world.paths.codexHome);
  expect([citations.messages, counted.messages]).toEqual([1, 1]);
  expect(await count()).toEqual({ messages: 0, citations: 0 });
  expect(reads).toMatchObject({ calls: 5, by_thread: { [asking]: 3, [fork]: 1, [grandchild]: 1 } });
  const { counts } = await classifyRollouts(world, world.paths.codexHome);
  expect(counts).toEqual([{ kind: "memory_md", tool: "exec_command", count: 5 }]);
});

test("the tool calls of transcripts are counted by kind and tool", async () => {
  writeTranscript(world.paths.codexHome, asking, [
    metaLine(asking),
    ran("cat memories/MEMORY.md"),
    ran("cat memories/MEMORY.md memories/skills/a/SKILL.md"),
    ran("npm test"),
    itemLine({ type: "local_shell_call", action: { type: "exec", command: ["cat", "memories/MEMORY.md"] } }),
  ]);
  expect(await classifyRollouts(world, world.paths.codexHome)).toEqual({
    rollouts: 1,
    calls: 4,
    counts: [
      { kind: "memory_md", tool: "exec_command", count: 2 },
      { kind: "memory_md", tool: "local_shell", count: 1 },
      { kind: "skills", tool: "exec_command", count: 1 },
    ],
    failed: [],
  });
});

test("a transcript that cannot be read is named, and counts nothing", async () => {
  const real = writeTranscript(world.paths.codexHome, asking, [metaLine(asking), says(block(cited))]);
  const link = join(world.dir, "rollout-link.jsonl");
  symlinkSync(real, link);
  const report = await scanUsage(world, link);
  expect(report.rollouts).toBe(1);
  expect(report.failed).toEqual([`transcript cannot be read: ${link}: a symbolic link`]);
  expect(report.counted).toEqual({ messages: 0, citations: 0 });
  expect((await classifyRollouts(world, link)).failed.length).toBe(1);
  await expect(Array.fromAsync(citationsInRollouts(link))).rejects.toThrow("a symbolic link");
});

test("a path that does not exist is refused, and nothing is counted", async () => {
  await expect(scanUsage(world, join(world.dir, "absent"))).rejects.toThrow("cannot read");
});
