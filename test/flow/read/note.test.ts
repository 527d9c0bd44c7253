import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TEMPLATES } from "../../../lib/core/templates.ts";
import { writeNote } from "../../../lib/flow/read/note.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
beforeEach(() => {
  world = testWorld();
});
afterEach(() => world.dispose());

const content = (path: string) => readFileSync(join(world.paths.root, path), "utf8");

test("a note becomes a file with time and title in its name, beside the extension's instructions", async () => {
  const { path } = await writeNote(world, { title: "Tests", text: "Tests run with pnpm." });
  expect(path).toBe("extensions/ad_hoc/notes/2026-11-23T12-00-00-tests.md");
  expect(content(path)).toBe("# Tests\n\nTests run with pnpm.\n");
  expect(content("extensions/ad_hoc/instructions.md")).toBe(TEMPLATES.ad_hoc_instructions);
});

test("notes of one second get numbers, and instructions that a person changed stay", async () => {
  await writeNote(world, { title: "Tests", text: "first" });
  writeFileSync(join(world.paths.root, "extensions/ad_hoc/instructions.md"), "mine");
  await writeNote(world, { title: "Tests", text: "second" });
  await writeNote(world, { title: "Tests", text: "third" });
  const names = readdirSync(join(world.paths.root, "extensions/ad_hoc/notes")).sort();
  expect(names).toEqual([
    "2026-11-23T12-00-00-tests-2.md",
    "2026-11-23T12-00-00-tests-3.md",
    "2026-11-23T12-00-00-tests.md",
  ]);
  expect(content("extensions/ad_hoc/instructions.md")).toBe("mine");
});

test("many notes at once all find a place", async () => {
  const written = await Promise.all(
    Array.from({ length: 40 }, (_, n) => writeNote(world, { title: "x", text: `${n}` })),
  );
  expect(new Set(written.map(({ path }) => path)).size).toBe(40);
});

test("secrets stay out of the file and out of its name", async () => {
  const { path } = await writeNote(world, {
    text: "Key AKIAIOSFODNN7EXAMPLE and password=hunter2hunter2 are for staging",
  });
  expect(`${path}${content(path)}`.toLowerCase()).not.toMatch(/akiaiosfodnn7example|hunter2/);
});

test("a repository of somebody else, a home directory and a linked extension are refused, and stay as they are", async () => {
  const foreign = join(world.dir, "repo");
  mkdirSync(join(foreign, ".git"), { recursive: true });
  await expect(writeNote(world.at({ root: foreign }), { text: "x" })).rejects.toThrow("not a memory baseline");
  expect(readdirSync(foreign)).toEqual([".git"]);

  const full = join(world.dir, "full");
  mkdirSync(full);
  writeFileSync(join(full, "thesis.txt"), "mine");
  await expect(writeNote(world.at({ root: full }), { text: "x" })).rejects.toThrow("not memories: thesis.txt");
  expect(readdirSync(full)).toEqual(["thesis.txt"]);

  const user = join(world.dir, "user");
  mkdirSync(user);
  await expect(writeNote(world.at({ root: user, env: { HOME: user } }), { text: "x" })).rejects.toThrow(
    "home directory",
  );

  mkdirSync(world.paths.root, { recursive: true });
  symlinkSync(user, join(world.paths.root, "extensions"));
  await expect(writeNote(world, { text: "x" })).rejects.toThrow("in the way");
  expect(readdirSync(user)).toEqual([]);
});
