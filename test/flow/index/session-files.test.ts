import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { readSessionParts } from "../../../lib/edge/state/threads/session-parts.ts";
import { getThread } from "../../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { metaLine, threadId, transcriptLine, WRITTEN_AT, writeTranscript } from "../../helpers/transcripts.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
beforeEach(() => {
  world = testWorld();
});
afterEach(() => world.dispose());

const ID = threadId(1);
const SEGMENTS = ["01a21e42-0000-7000-8000-000000000001", "01a21e42-0000-7000-8000-000000000002"] as const;

const said = (text: string, at = "2026-11-22T14:10:55.900Z") =>
  transcriptLine(
    "event_msg",
    {
      type: "item_completed",
      thread_id: ID,
      turn_id: "t",
      item: { type: "UserMessage", content: [{ type: "text", text }] },
    },
    at,
  );
const meta = (id: string, extra: object = {}) => metaLine(id, { history_mode: "paginated", ...extra });
const base = (fileId: string, end: unknown) => ({ history_base: { thread_id: fileId, end_byte_offset: end } });

interface WrittenFile {
  readonly path: string;
  /** The offset right after each of its lines. */
  readonly ends: readonly number[];
}

function write(id: string, segment: string | undefined, lines: readonly string[], options: object = {}): WrittenFile {
  const zst = "compress" in options && options.compress === true ? ".zst" : "";
  const name = `rollout-2026-11-22T14-10-55-${id}${segment === undefined ? "" : `_${segment}`}.jsonl${zst}`;
  const path = writeTranscript(world.paths.codexHome, id, lines, { name, ...options });
  let at = 0;
  const ends = lines.map((line) => {
    at += Buffer.byteLength(line) + 1;
    return at;
  });
  return { path, ends };
}
const parts = async (id = ID) => readSessionParts(await world.state(), id);
const title = async (id = ID) => (await getThread(await world.state(), id))?.title;
const warnings = () => world.lines.filter(({ level }) => level === "warn").map(({ message }) => message);

test("a rewound thread is its first file up to the offset, then the segment; one row, no leftover", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("taken back")]);
  const second = write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1])), said("after")]);
  expect(await indexRollouts(world)).toMatchObject({ found: 2, indexed: 1, duplicates: [], failed: [] });
  expect(await parts()).toEqual([
    { path: first.path, end: first.ends[1] },
    { path: second.path, end: undefined },
  ]);
  expect(await title()).toBe("kept");
  expect(await indexRollouts(world)).toMatchObject({ indexed: 0, unchanged: 1, bytes_read: 0 });
  expect(warnings()).toEqual([]);
});

test("a segment's base is found in whatever order its first line has its keys", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("taken back")]);
  const { timestamp, type, payload } = JSON.parse(meta(ID, base(ID, first.ends[1])));
  const turned = JSON.stringify({ payload: { base_instructions: "x".repeat(500), ...payload }, type, timestamp });
  const second = write(ID, SEGMENTS[0], [turned, said("after")]);
  await indexRollouts(world);
  expect(await parts()).toEqual([
    { path: first.path, end: first.ends[1] },
    { path: second.path, end: undefined },
  ]);
});

test("what a rewound thread began with is no title when it was taken back to the very start", async () => {
  write(ID, undefined, [meta(ID), said("dead")]);
  const second = write(ID, SEGMENTS[0], [meta(ID), said("alive")]);
  await indexRollouts(world);
  expect([await title(), await parts()]).toEqual(["alive", [{ path: second.path, end: undefined }]]);
  expect(await indexRollouts(world)).toMatchObject({ indexed: 0, unchanged: 1 });
  expect(warnings()).toEqual([]);
});

test("a base that is a segment is found by the segment's id, and the middle one can be dead", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("back")]);
  const middle = write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1])), said("middle"), said("back too")]);
  const last = write(ID, SEGMENTS[1], [meta(ID, base(SEGMENTS[0], middle.ends[1])), said("end")]);
  await indexRollouts(world);
  expect(await parts()).toEqual([
    { path: first.path, end: first.ends[1] },
    { path: middle.path, end: middle.ends[1] },
    { path: last.path, end: undefined },
  ]);
  write(ID, SEGMENTS[1], [meta(ID, base(ID, first.ends[0])), said("end")], { writtenAt: WRITTEN_AT + 60 });
  await indexRollouts(world);
  expect(await parts()).toEqual([
    { path: first.path, end: first.ends[0] },
    { path: last.path, end: undefined },
  ]);
  expect(await title()).toBe("end");
});

test("base and segment may be compressed one by one", async () => {
  for (const compressed of [
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    rmSync(world.paths.codexHome, { recursive: true, force: true });
    const first = write(ID, undefined, [meta(ID), said("kept"), said("taken back")], { compress: compressed[0] });
    write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1])), said("after")], { compress: compressed[1] });
    await indexRollouts(world);
    expect((await parts())[0]).toEqual({ path: first.path, end: first.ends[1] });
    expect(await title()).toBe("kept");
  }
  expect(warnings()).toEqual([]);
});

test("a segment that grew is read from where it was left, its base not at all", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("taken back")]);
  const second = write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1]))]);
  await indexRollouts(world);
  const more = `${said("more", "2026-11-22T14:30:00.000Z")}\n`;
  appendFileSync(second.path, more);
  utimesSync(second.path, WRITTEN_AT + 60, WRITTEN_AT + 60);
  expect(await indexRollouts(world)).toMatchObject({ indexed: 1, bytes_read: more.length });
  expect(await getThread(await world.state(), ID)).toMatchObject({
    title: "kept",
    updatedAt: Date.UTC(2026, 10, 22, 14, 30) / 1_000,
  });
  expect(await parts()).toHaveLength(2);
  expect(await indexRollouts(world)).toMatchObject({ unchanged: 1 });
});

test("a base that changed is read again with what follows it", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("taken back")]);
  write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1])), said("after")]);
  await indexRollouts(world);
  write(ID, undefined, [meta(ID), said("KEPT"), said("taken back")], { writtenAt: WRITTEN_AT + 60 });
  await indexRollouts(world);
  expect(await title()).toBe("KEPT");
});

test.each([
  ["is no number", (first: WrittenFile) => base(ID, `${first.ends[1]}`)],
  ["is negative", () => base(ID, -1)],
  ["lies past the end", (first: WrittenFile) => base(ID, (first.ends[2] ?? 0) + 1)],
  ["is no line's start", (first: WrittenFile) => base(ID, (first.ends[1] ?? 0) - 3)],
  ["is not there", () => ({ history_base: { thread_id: ID } })],
  ["names the file itself", () => base(SEGMENTS[0], 5)],
  ["names a file that is nowhere", () => base("01a21e42-0000-7000-8000-00000000000f", 5)],
])("a base whose place %s is one warning, and the segment alone is used", async (_what, wrong) => {
  for (const compress of [false, true]) {
    world.lines.length = 0;
    rmSync(world.paths.codexHome, { recursive: true, force: true });
    const first = write(ID, undefined, [meta(ID), said("kept"), said("back")], { compress });
    const second = write(ID, SEGMENTS[0], [meta(ID, wrong(first)), said("after")]);
    await indexRollouts(world);
    expect(await parts()).toEqual([{ path: second.path, end: undefined }]);
    expect(await title()).toBe("after");
    expect(warnings()).toHaveLength(1);
  }
});

test("a segment whose base file is missing is used alone, whether or not it is the thread's only file", async () => {
  const second = write(ID, SEGMENTS[0], [meta(ID, base(ID, 10)), said("after")]);
  await indexRollouts(world);
  expect(await title()).toBe("after");
  expect(warnings()).toEqual([expect.stringContaining(`${second.path}: its base file is missing`)]);
  const third = write(ID, SEGMENTS[1], [meta(ID, base(SEGMENTS[0], second.ends[1])), said("last")]);
  world.lines.length = 0;
  await indexRollouts(world);
  expect(await parts()).toEqual([
    { path: second.path, end: second.ends[1] },
    { path: third.path, end: undefined },
  ]);
  expect(warnings()).toHaveLength(1);
});

test("a cycle of bases ends at the file before it", async () => {
  const first = write(ID, SEGMENTS[0], [meta(ID, base(SEGMENTS[1], 0)), said("one")]);
  const second = write(ID, SEGMENTS[1], [meta(ID, base(SEGMENTS[0], first.ends[1])), said("two")]);
  await indexRollouts(world);
  expect(await parts()).toEqual([{ path: second.path, end: undefined }]);
  expect(warnings()).toEqual([expect.stringContaining("cycle")]);
});

test("a fork has its own turns only, and a fork rewound past its start has none of its older file", async () => {
  const parent = write(threadId(2), undefined, [meta(threadId(2)), said("parent's")]);
  const forked = { forked_from_id: threadId(2), ...base(threadId(2), parent.ends[1]) };
  write(ID, undefined, [meta(ID, forked), said("dead")]);
  const again = write(ID, SEGMENTS[0], [meta(ID, forked), said("fork's own")]);
  write(threadId(3), undefined, [meta(threadId(3), { ...forked }), said("third")]);
  await indexRollouts(world);
  expect([await title(), await parts()]).toEqual(["fork's own", [{ path: again.path, end: undefined }]]);
  expect(await title(threadId(3))).toBe("third");
  expect(warnings()).toEqual([]);
  // The parent may be deleted: a fork does not need it.
  rmSync(parent.path);
  write(threadId(3), undefined, [meta(threadId(3), forked), said("third again")], { writtenAt: WRITTEN_AT + 60 });
  await indexRollouts(world);
  expect(warnings()).toEqual([]);
});

test("all files of a thread are missing together: without its newest file the older one is not taken", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept"), said("PRIVATE taken back")]);
  const second = write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1])), said("after")]);
  await indexRollouts(world);
  const bytes = readFileSync(second.path);
  rmSync(second.path);
  expect(await indexRollouts(world)).toMatchObject({ missing: [ID], indexed: 0 });
  expect(await indexRollouts(world)).toMatchObject({ missing: [], indexed: 0 });
  writeTranscript(world.paths.codexHome, ID, bytes, { name: second.path.slice(second.path.lastIndexOf("/") + 1) });
  await indexRollouts(world);
  expect(await getThread(await world.state(), ID)).toMatchObject({ missingSince: undefined, title: "kept" });
});

test("of several segments the newest by time and then by id is the end, whatever their mtimes", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept")]);
  const from = base(ID, first.ends[1]);
  write(ID, SEGMENTS[0], [meta(ID, from), said("older")], { writtenAt: WRITTEN_AT + 100 });
  const end = write(ID, SEGMENTS[1], [meta(ID, from), said("newer")]);
  await indexRollouts(world);
  expect((await parts()).at(-1)?.path).toBe(end.path);
});

test("a thread is archived when its newest file is, and a copy of a file is left aside", async () => {
  const first = write(ID, undefined, [meta(ID), said("kept")], { archived: true });
  const second = write(ID, SEGMENTS[0], [meta(ID, base(ID, first.ends[1]))], { archived: true });
  const copy = write(ID, undefined, [meta(ID), said("kept")], { archived: true, compress: true });
  const report = await indexRollouts(world);
  expect(report.duplicates).toEqual([{ thread_id: ID, path: copy.path, kept: first.path }]);
  expect(await getThread(await world.state(), ID)).toMatchObject({ archived: true, rolloutPath: second.path });
  expect(zstdDecompressSync(readFileSync(copy.path)).toString()).toBe(readFileSync(first.path, "utf8"));
});
