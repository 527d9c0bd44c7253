import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { ScannedFile } from "../../../lib/core/diff/scan.ts";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { keepInputsRecord } from "../../../lib/edge/git/baseline/inputs-record.ts";
import { identifyFile } from "../../../lib/edge/git/tree/identify-file.ts";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { type PreparedInputs, prepareInputs } from "../../../lib/flow/consolidate/prepare-inputs.ts";
import { selectInputs } from "../../../lib/flow/consolidate/selection.ts";
import { put, textAt } from "../../helpers/agents.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const AGES = { activeNow: TEST_NOW, bulk: "hold_back" } as const;

let world: TestWorld;
beforeEach(() => {
  world = testWorld();
});
afterEach(() => {
  installFaultHook(undefined);
  world.dispose();
});

const execute = async (sql: string) => (await world.state()).client.execute(sql);

/** A root as far as a preparation sees it: what lies in it, and what is remembered of it. */
class PlayRoot {
  readonly disk = new Map<string, ScannedFile>();
  foreign: string[] = [];
  readonly gitDir = join(world.dir, crypto.randomUUID());
  readonly spool = join(this.gitDir, "spool");

  constructor() {
    mkdirSync(this.gitDir);
  }

  async prepare(within: TestWorld, gitDir: string) {
    rmSync(this.spool, { recursive: true, force: true });
    const place = { gitDir, disk: this.disk, foreign: this.foreign, spool: this.spool, ages: AGES };
    const prepared = await prepareInputs(within, await selectInputs(within, AGES), place);
    const { memories, deletes, foreign } = prepared.plan;
    const writes = prepared.writes.map(({ path, number }) => [
      path,
      readFileSync(join(this.spool, `${number}`), "utf8"),
    ]);
    return { prepared, seen: { memories, deletes, foreign, writes } };
  }

  sync({ writes, plan, record }: PreparedInputs) {
    for (const { path, number } of writes) {
      this.put(path, identifyFile(join(this.spool, String(number))));
    }
    for (const path of plan.deletes) this.disk.delete(path);
    this.foreign = [...plan.foreign];
    if (record !== undefined) keepInputsRecord(this.gitDir, record);
  }

  put(path: string, content: { readonly id: string; readonly size: number }) {
    this.disk.set(path, { kind: "file", executable: false, stamp: undefined, ...content });
  }
}

const OTHER = { id: "f".repeat(40), size: 3 };

/** What may happen between two consolidations. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), n: fc.nat(1), text: fc.constantFrom("a", "b", "") }),
  fc.record({ kind: fc.constant("recap" as const), n: fc.nat(1), text: fc.constantFrom("a", "b", "") }),
  fc.record({
    kind: fc.constant("row" as const),
    n: fc.nat(1),
    set: fc.constantFrom(
      "rollout_slug = 's'",
      "rollout_slug = NULL",
      "usage_count = 3",
      "source_updated_at = 7",
      "last_usage = 1",
    ),
  }),
  fc.record({
    kind: fc.constant("thread" as const),
    n: fc.nat(1),
    set: fc.constantFrom(
      "cwd = '/x'",
      "cwd = '/y'",
      "memory_mode = 'disabled'",
      "memory_mode = 'enabled'",
      "git_branch = 'b'",
      "rollout_path = '/r'",
    ),
  }),
  fc.record({ kind: fc.constant("gone" as const), n: fc.nat(1) }),
  fc.record({ kind: fc.constantFrom("edit" as const, "remove" as const, "link" as const), n: fc.nat(9) }),
  fc.record({
    kind: fc.constantFrom(
      "save" as const,
      "restore" as const,
      "damage" as const,
      "lose" as const,
      "swap" as const,
      "add" as const,
      "adopt" as const,
      "unnamed" as const,
    ),
  }),
  fc.record({
    kind: fc.constantFrom("sync" as const),
    days: fc.constantFrom(0, 0, 0, -1, 10, 29, 30, 40),
    limit: fc.constantFrom(1, 2, 9),
  }),
);

test("what is decided without the texts is what the texts would have told, over random histories", async () => {
  let [quick, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(2)), { maxLength: 16 }), async (steps) => {
      await execute("DELETE FROM threads");
      await execute(
        "INSERT INTO meta VALUES ('texts_revision', 'x') ON CONFLICT DO UPDATE SET value = hex(randomblob(16))",
      );
      const state = await world.state();
      for (const n of [0, 1]) await seedMemory(state, { threadId: threadId(n) });
      const roots = [new PlayRoot(), new PlayRoot()];
      let saved = await save();
      const prepare = async (days: number, limit: number) => {
        const root = roots[0] ?? new PlayRoot();
        const settings = { maxRawMemoriesForConsolidation: limit };
        const within = world.at({ now: TEST_NOW + days * 86_400, settings });
        const full = await root.prepare(within, join(root.gitDir, "nowhere"));
        const { prepared, seen } = await root.prepare(within, root.gitDir);
        expect(seen).toEqual(full.seen);
        all += 1;
        if (!existsSync(root.spool)) quick += 1;
        root.sync(prepared);
      };
      await prepare(0, 9);
      for (const [one, pause] of steps) {
        const root = roots[0] ?? new PlayRoot();
        const path = "n" in one ? [...root.disk.keys()][one.n % Math.max(root.disk.size, 1)] : undefined;
        const where = "n" in one ? `'${threadId(one.n)}'` : "";
        if (one.kind === "text") await seedMemory(state, { threadId: threadId(one.n), rawMemory: one.text });
        else if (one.kind === "recap")
          await execute(`UPDATE stage1_outputs SET rollout_summary = '${one.text}' WHERE thread_id = ${where}`);
        else if (one.kind === "row") await execute(`UPDATE stage1_outputs SET ${one.set} WHERE thread_id = ${where}`);
        else if (one.kind === "thread") await execute(`UPDATE threads SET ${one.set} WHERE id = ${where}`);
        else if (one.kind === "gone") await execute(`DELETE FROM threads WHERE id = ${where}`);
        else if (one.kind === "save") saved = await save();
        else if (one.kind === "restore") await restore(saved);
        else if (one.kind === "damage") put(root.gitDir, "memories-inputs", "damaged\n");
        else if (one.kind === "lose") rmSync(join(root.gitDir, "memories-inputs"), { force: true });
        else if (one.kind === "swap") roots.reverse();
        else if (one.kind === "unnamed") await execute("DELETE FROM meta WHERE key = 'texts_revision'");
        else if (one.kind === "add") root.put("rollout_summaries/other.md", OTHER);
        else if (one.kind === "adopt") root.foreign = ["other.md"];
        else if (one.kind === "sync") await prepare(one.days, one.limit);
        else if (path !== undefined && one.kind === "edit") root.put(path, OTHER);
        else if (path !== undefined && one.kind === "remove") root.disk.delete(path);
        else if (path !== undefined)
          root.disk.set(path, { ...OTHER, kind: "link", executable: false, stamp: undefined });
        if (pause > 0) await prepare(0, 9);
      }
      for (let n = 0; n < 3; n += 1) await prepare(0, 9);
    }),
    // A history prepares some twenty times, so that a hundred compare two thousand.
    { numRuns: 100 },
  );
  expect(quick).toBeGreaterThan(0);
  expect(quick).toBeLessThan(all);
});

/** The tables as they are, to be put back as a copy of the database would. */
async function save() {
  const rows = async (table: string) => (await execute(`SELECT * FROM ${table}`)).rows.map((row) => ({ ...row }));
  return { threads: await rows("threads"), stage1_outputs: await rows("stage1_outputs"), meta: await rows("meta") };
}

async function restore(saved: Awaited<ReturnType<typeof save>>) {
  const { client } = await world.state();
  for (const table of ["stage1_outputs", "threads", "meta"]) await client.execute(`DELETE FROM ${table}`);
  for (const table of ["threads", "stage1_outputs", "meta"] as const) {
    for (const row of saved[table]) {
      const names = Object.keys(row);
      const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
      await client.execute({ sql, args: Object.values(row) });
    }
  }
}

test("a run that changes nothing renders nothing; one that meets an edited recap writes it anew", async () => {
  await seedMemory(await world.state(), { threadId: threadId(1) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await consolidate(world, { agent: "offline" });
  const rendered = async () => {
    const seen: string[] = [];
    installFaultHook((point, detail) => {
      if (point === "folder.write" && /\.scratch\/\d+$/.test(detail)) seen.push(detail);
    });
    const { status } = await consolidate(world, { agent: "offline", mode: "force" });
    installFaultHook(undefined);
    return { status, rendered: seen.length > 0 };
  };
  expect(await rendered()).toEqual({ status: "succeeded_no_workspace_changes", rendered: false });
  const recap = "rollout_summaries/2025-02-11T15-35-19-0001.md";
  const text = textAt(world.paths.root, recap);
  put(world.paths.root, recap, "by hand\n");
  expect(await rendered()).toEqual({ status: "succeeded_no_workspace_changes", rendered: true });
  expect(textAt(world.paths.root, recap)).toBe(text);
  // Written again within the second of the first writing, by whatever hand.
  await execute(`UPDATE stage1_outputs SET rollout_summary = 'other' WHERE thread_id = '${threadId(1)}'`);
  expect(await rendered()).toEqual({ status: "succeeded", rendered: true });
  expect(textAt(world.paths.root, recap)).toEndWith("\n\nother\n");
  expect(await rendered()).toEqual({ status: "succeeded_no_workspace_changes", rendered: false });
});

test("memories that are extracted anew while they are read are selected again", async () => {
  const state = await world.state();
  for (const n of [1, 2]) await seedMemory(state, { threadId: threadId(n) });
  const selection = await selectInputs(world, AGES);
  await seedMemory(state, { threadId: threadId(2), rawMemory: "newer", sourceUpdatedAt: TEST_NOW - 5 });
  const root = new PlayRoot();
  const place = { gitDir: root.gitDir, disk: root.disk, foreign: [], spool: root.spool, ages: AGES };
  const prepared = await prepareInputs(world, selection, place);
  expect(prepared.selection.memories.map(({ sourceUpdatedAt }) => sourceUpdatedAt)).toEqual([
    TEST_NOW - 86_400,
    TEST_NOW - 5,
  ]);
  expect(readFileSync(join(root.spool, "0"), "utf8")).toEndWith("\n\nnewer\n\n");
});
