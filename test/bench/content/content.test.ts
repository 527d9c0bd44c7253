import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listThreads } from "../../../lib/edge/state/threads/threads.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { readSession } from "../../../lib/flow/sessions/read-session.ts";
import { testWorld } from "../../helpers/world.ts";
import { readMaterial } from "./material.ts";
import { REAL_SIZES, SMALL_SIZES, sessionSizes } from "./session-sizes.ts";
import type { TranscriptForm } from "./session-turns.ts";
import { writeSessions } from "./write-sessions.ts";

const dirs: string[] = [];
const folder = () => {
  const dir = mkdtempSync(join(tmpdir(), "memories-content-"));
  dirs.push(dir);
  return dir;
};
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

test("there is material of every kind, and none of it is small", () => {
  const material = readMaterial();
  for (const [kind, pieces] of Object.entries(material)) {
    const bytes = pieces.reduce((sum: number, { text }: { text: string }) => sum + text.length, 0);
    expect([kind, bytes > 50_000]).toEqual([kind, true]);
  }
});

test("the same seed writes the same sessions, another seed others", () => {
  const write = (seed: number) => {
    const dir = folder();
    return writeSessions(dir, [30_000, 60_000], { seed }).map((path) => readFileSync(path, "utf8"));
  };
  const [first, again, other] = [write(1), write(1), write(2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("sizes are those of real homes: a median of 0.4 MB, three of 60 MB, one of 1 GB", () => {
  const sizes = sessionSizes(1_000, REAL_SIZES, 1).toSorted((a, b) => a - b);
  expect(sizes[500]).toBeGreaterThan(300_000);
  expect(sizes[500]).toBeLessThan(500_000);
  expect(sizes.at(-1)).toBe(1_000_000_000);
  expect(sizes.filter((size) => size === 60_000_000)).toHaveLength(3);
  expect(sessionSizes(1_000, REAL_SIZES, 1).toSorted((a, b) => a - b)).toEqual(sizes);
});

for (const form of ["legacy", "paginated"] satisfies TranscriptForm[]) {
  test(`sessions of the ${form} form are indexed as a person's, and give evidence of tools and words`, async () => {
    const codexHome = folder();
    const paths = writeSessions(codexHome, sessionSizes(5, SMALL_SIZES, 3), { form });
    expect(paths.every((path) => statSync(path).size > 10_000)).toBe(true);
    const world = testWorld({ codexHome });
    try {
      const report = await indexRollouts(world);
      expect(report).toMatchObject({ found: 5, indexed: 5, failed: [], unusable: null });
      const threads = await listThreads(await world.state());
      expect(threads.every(({ firstUserMessage }) => firstUserMessage !== "")).toBe(true);
      const [thread] = threads;
      if (thread === undefined) throw new Error("no session was indexed");
      const options = { budgetBytes: 400_000, steps: "collect" } as const;
      const { steps } = (await readSession(world, { ...thread, threadId: thread.id }, options)).evidence;
      expect(steps.length).toBeGreaterThan(2);
    } finally {
      world.dispose();
    }
  });
}
