import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryPlaces } from "../../../lib/edge/memory-files/memory-places.ts";
import { historiesUnder } from "../../../lib/edge/transcripts/histories-under.ts";
import { readUsesOf } from "../../../lib/edge/transcripts/read-uses-of.ts";
import { CODEX_HOMES, codexTruths, partsOf } from "../../helpers/codex-homes.ts";

const folder = mkdtempSync(join(tmpdir(), "memories-histories-"));
beforeAll(() => cpSync(join(CODEX_HOMES, "tools"), join(folder, "tools"), { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("each thread of a home is one history, of the parts that count", async () => {
  const histories = await historiesUnder(join(CODEX_HOMES, "branches"));
  const wanted = codexTruths("branches").map((thread) => partsOf("branches", thread));
  const byPath = (a: (typeof wanted)[number], b: (typeof wanted)[number]) =>
    (a.at(-1)?.path ?? "") < (b.at(-1)?.path ?? "") ? -1 : 1;
  expect([...histories]).toEqual(wanted.toSorted(byPath));
});

test("the reads of memory are the same in code mode and outside", async () => {
  const reads: string[] = [];
  for (const history of await historiesUnder(join(folder, "tools"))) {
    const { reading, threadId } = await readUsesOf(history, { reading: "collect" });
    for (const { kinds, tool } of reading) reads.push(`${threadId} ${tool} ${kinds.join()}`);
  }
  const wanted = codexTruths("tools").flatMap(({ id, memory_read }) =>
    memory_read ? [`${id} exec_command memory_md`] : [],
  );
  expect(reads.sort()).toEqual(wanted.sort());
});

test("a root is known by its real path, through links, the home and dots", () => {
  const root = join(folder, "tools", "sessions");
  const link = join(folder, "notes");
  symlinkSync(root, link);
  const places = memoryPlaces(link, folder);
  expect(places.insideRoot(join(root, "MEMORY.md"))).toBe("MEMORY.md");
  expect(places.insideRoot(join(link, "skills/a/SKILL.md"))).toBe("skills/a/SKILL.md");
  expect(places.insideRoot("~/notes/MEMORY.md")).toBe("MEMORY.md");
  expect(places.insideRoot("~/notes/2026/../MEMORY.md")).toBe("MEMORY.md");
  expect(places.insideRoot(`${folder}/tools/other.md`)).toBeUndefined();
  expect(places.insideRoot("notes/MEMORY.md")).toBeUndefined();
  expect(places.insideRoot(`${root}-2/MEMORY.md`)).toBeUndefined();
});
