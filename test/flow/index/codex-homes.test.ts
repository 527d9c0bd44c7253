import { afterEach, expect, test } from "bun:test";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSessionParts } from "../../../lib/edge/state/threads/session-parts.ts";
import { listThreads } from "../../../lib/edge/state/threads/threads.ts";
import { extractDryRun } from "../../../lib/flow/extract/dry-run.ts";
import { treeHashes } from "../../helpers/tree-hashes.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/codex-0.171");
const REFERENCE = join(import.meta.dirname, "../../../fixtures/reference/home");

interface Expected {
  readonly name: string;
  readonly id: string;
  readonly cwd: string;
  readonly files: readonly string[];
  readonly decision: string | null;
  readonly mode: string | null;
  readonly title?: string;
  readonly human?: readonly string[];
}
interface Home {
  readonly now: string;
  readonly threads: readonly Expected[];
}

const home = (name: string): Home => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), "utf8"));
const seconds = (time: string) => Math.floor(Date.parse(time) / 1_000);
const made: TestWorld[] = [];
afterEach(() => {
  for (const world of made.splice(0)) world.dispose();
});

function worldOf(folder: string, now: number, settings: Parameters<typeof testWorld>[0] = {}): TestWorld {
  const world = testWorld({ ...settings, now });
  made.push(world);
  cpSync(folder, world.paths.codexHome, { recursive: true, preserveTimestamps: true });
  return world;
}

const HOMES = [
  "native",
  "native-code",
  "migrated",
  "branches",
  "opted-out",
  "opted-out-live",
  "tools",
  "kinds",
  "hooks",
];

test.each(HOMES)("every session of %s has its decision, its mode, its files and its title", async (name) => {
  const { now, threads } = home(name);
  const world = worldOf(join(FIXTURES, name), seconds(now), { settings: { disableOnExternalContext: false } });
  const before = treeHashes(world.paths.codexHome);
  const { candidates } = await extractDryRun(world, { maxClaims: 100 });
  const rows = new Map((await listThreads(await world.state())).map((row) => [row.id, row]));
  expect(treeHashes(world.paths.codexHome)).toEqual(before);
  for (const expected of threads) {
    const decided = candidates.find((candidate) => candidate.thread_id === expected.id);
    expect([expected.name, decided?.decision ?? null]).toEqual([expected.name, expected.decision]);
    if (expected.decision === null) continue;
    const row = rows.get(expected.id);
    expect([expected.name, row?.memoryMode]).toEqual([expected.name, expected.mode ?? undefined]);
    // The table gives a sub-agent another folder than its own first line does.
    if (expected.name !== "a sub-agent") expect(row?.cwd).toBe(expected.cwd);
    if (expected.title !== undefined) expect(row?.title).toBe(expected.title);
    const newest = expected.files.at(-1);
    expect(row?.rolloutPath).toBe(join(world.paths.codexHome, newest ?? ""));
    const parts = await readSessionParts(await world.state(), expected.id);
    for (const part of parts)
      expect(expected.files.map((file) => join(world.paths.codexHome, file))).toContain(part.path);
  }
  expect(candidates.map((candidate) => candidate.thread_id).toSorted()).toEqual(
    threads
      .filter(({ decision }) => decision !== null)
      .map(({ id }) => id)
      .toSorted(),
  );
  expect(world.lines.filter(({ level }) => level === "warn" || level === "failure")).toEqual([]);
});

test("the homes that were migrated decide and are named as they were before", async () => {
  const { now } = home("migrated");
  const [migrated, reference] = [worldOf(join(FIXTURES, "migrated"), seconds(now)), worldOf(REFERENCE, seconds(now))];
  const seen = async (world: TestWorld) => {
    const { candidates } = await extractDryRun(world, { maxClaims: 100 });
    const rows = await listThreads(await world.state());
    return rows.map((row) => {
      const decision = candidates.find((candidate) => candidate.thread_id === row.id)?.decision;
      const { id, title, firstUserMessage, source, cwd, memoryMode, archived, tokensUsed, updatedAt, createdAt } = row;
      return {
        id,
        decision,
        title,
        firstUserMessage,
        source,
        cwd,
        memoryMode,
        archived,
        tokensUsed,
        updatedAt,
        createdAt,
      };
    });
  };
  expect(await seen(migrated)).toEqual(await seen(reference));
});
