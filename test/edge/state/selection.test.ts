import { expect, test } from "bun:test";
import fc from "fast-check";
import { rankForConsolidation, selectBest } from "../../../lib/core/consolidate/select.ts";
import { listMemories, readTexts, selectHeads } from "../../../lib/edge/state/memory/selection.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addOutput, addThread, temporaryState } from "../../helpers/state.ts";

const DAY = 86_400;

const RULES = { limit: 5, maxUnusedDays: 30 };

test("selected memories carry what their thread's row says now", async () => {
  using db = await temporaryState();
  const id = await addThread(db.state, { archived: true, missingSince: TEST_NOW, cwd: "/w", gitBranch: "main" });
  await addOutput(db.state, id, { usageCount: 2, lastUsage: TEST_NOW, rolloutSlug: "slug" });
  const { memories } = await selectHeads(db.state, RULES, TEST_NOW);
  expect(memories).toMatchObject([
    {
      threadId: id,
      sourceUpdatedAt: TEST_NOW - DAY,
      rolloutSlug: "slug",
      cwd: "/w",
      rolloutPath: `/codex/sessions/rollout-${id}.jsonl`,
      gitBranch: "main",
    },
  ]);
});

test("an unused old session extracted today is selected, one used long ago is not", async () => {
  using db = await temporaryState();
  const backfilled = await addThread(db.state, { id: "backfilled" });
  await addOutput(db.state, backfilled, { sourceUpdatedAt: TEST_NOW - 400 * DAY, generatedAt: TEST_NOW });
  const stale = await addThread(db.state, { id: "stale" });
  await addOutput(db.state, stale, { generatedAt: TEST_NOW, lastUsage: TEST_NOW - 31 * DAY, usageCount: 9 });
  const { memories } = await selectHeads(db.state, RULES, TEST_NOW);
  expect(memories.map((one) => one.threadId)).toEqual(["backfilled"]);
});

test("the selection reads no text: an index has all that it asks of the outputs", async () => {
  using db = await temporaryState();
  const asked: string[] = [];
  const execute = db.state.client.execute.bind(db.state.client);
  db.state.client.execute = (statement) => {
    if (typeof statement !== "string") asked.push(statement.sql);
    return execute(statement);
  };
  await selectHeads(db.state, RULES, TEST_NOW);
  const plan = await execute({ sql: `EXPLAIN QUERY PLAN ${asked[0]}`, args: [0] });
  const steps = plan.rows.map(({ detail }) => String(detail));
  expect(steps.some((step) => /SCAN o USING (COVERING )?INDEX stage1_outputs_with_text/.test(step))).toBe(true);
  expect(steps.some((step) => step.includes("TEMP B-TREE"))).toBe(false);
});

test("the texts of a memory that went or was extracted anew are left out", async () => {
  using db = await temporaryState();
  for (const id of ["a", "b", "c", "d", "e"]) {
    await addThread(db.state, { id });
    await addOutput(db.state, id, { rawMemory: `raw ${id}`, rolloutSummary: `summary ${id}` });
  }
  const { memories } = await selectHeads(db.state, RULES, TEST_NOW);
  await db.state.client.execute("UPDATE stage1_outputs SET source_updated_at = 7 WHERE thread_id = 'b'");
  await db.state.client.execute("UPDATE stage1_outputs SET rollout_slug = 's' WHERE thread_id = 'd'");
  await db.state.client.execute("DELETE FROM threads WHERE id = 'c'");
  expect([...(await readTexts(db.state, memories)).texts]).toEqual([
    ["a", { rawMemory: "raw a", rolloutSummary: "summary a" }],
    ["e", { rawMemory: "raw e", rolloutSummary: "summary e" }],
  ]);
});

test("each write of a text, and nothing else, gives the texts another name", async () => {
  using db = await temporaryState();
  const seen = new Set<string>();
  const write = async (sql: string) => {
    await db.state.client.execute(sql);
    const { revision } = await selectHeads(db.state, RULES, TEST_NOW);
    const isNew = revision !== undefined && !seen.has(revision);
    seen.add(revision ?? "");
    return isNew;
  };
  await addThread(db.state, { id: "a" });
  const columns = "(thread_id, source_updated_at, raw_memory, rollout_summary, generated_at)";
  const set = (what: string) => `UPDATE stage1_outputs SET ${what} WHERE thread_id = 'a'`;
  expect(await write(`INSERT INTO stage1_outputs ${columns} VALUES ('a', 1, 'r', 's', 1)`)).toBe(true);
  expect(await write(set("raw_memory = 'r2'"))).toBe(true);
  expect(await write(set("rollout_summary = 's2'"))).toBe(true);
  expect(await write(`INSERT OR REPLACE INTO stage1_outputs ${columns} VALUES ('a', 1, 'r', 's', 1)`)).toBe(true);
  const upsert = `INSERT INTO stage1_outputs ${columns} VALUES ('a', 1, 'r', 's', 1)
    ON CONFLICT (thread_id) DO UPDATE SET raw_memory = excluded.raw_memory`;
  expect(await write(upsert)).toBe(true);
  expect(await write(set("usage_count = 3, last_usage = 4, selected_for_phase2 = 1"))).toBe(false);
  expect(await write("UPDATE threads SET cwd = '/x'")).toBe(false);
  expect(await write("DELETE FROM stage1_outputs")).toBe(false);
});

test("the selection query and the selection rule agree on random outputs", async () => {
  using db = await temporaryState();
  const blank = fc.constantFrom(
    "x",
    "x",
    "",
    " \n\t",
    "\u00a0\u2003\u3000\ufeff",
    "\u2028\v\f\r",
    "x",
    "  y ",
    "\u200b",
  );
  const close = fc.integer({ min: TEST_NOW - 30 * DAY - 1, max: TEST_NOW - 30 * DAY + 1 });
  const output = fc.record({
    rawMemory: blank,
    rolloutSummary: blank,
    memoryMode: fc.constantFrom("enabled" as const, "enabled" as const, "disabled" as const, "polluted" as const),
    sourceUpdatedAt: fc.integer({ min: 1, max: 3 }),
    generatedAt: close,
    usageCount: fc.constantFrom(null, 0, 1),
    lastUsage: fc.option(close, { nil: null }),
    selectedForPhase2: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(output, { maxLength: 10 }),
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: "binary" }), { minLength: 10, maxLength: 10 }),
      fc.nat(6),
      fc.constantFrom("hold_back" as const, "let_go" as const),
      async (rows, ids, limit, bulk) => {
        await db.state.client.execute("DELETE FROM threads");
        for (const [n, { memoryMode, ...row }] of rows.entries()) {
          const id = (ids[n] ?? "").replaceAll("\0", "0");
          await addThread(db.state, { id: `${n % 2}${id}${n}`, memoryMode });
          await addOutput(db.state, `${n % 2}${id}${n}`, row);
        }
        const rules = { ...RULES, limit, bulk };
        const expected = selectBest(rankForConsolidation(await listMemories(db.state), rules, TEST_NOW), limit);
        const { memories } = await selectHeads(db.state, rules, TEST_NOW);
        expect(memories.map(({ threadId }) => threadId)).toEqual(expected.map(({ threadId }) => threadId));
        const { texts } = await readTexts(db.state, memories);
        const expectedTexts = expected.map(({ rawMemory, rolloutSummary }) => ({ rawMemory, rolloutSummary }));
        expect(memories.map(({ threadId }) => texts.get(threadId))).toEqual(expectedTexts);
      },
    ),
    { numRuns: 300 },
  );
});

test("what age would take of the last selection is held back when it is the better part, and competes by its rank", async () => {
  using db = await temporaryState();
  const old = { generatedAt: TEST_NOW - 31 * DAY, selectedForPhase2: true };
  for (const id of ["a", "b", "c", "d"]) {
    await addThread(db.state, { id });
    await addOutput(db.state, id, { ...old, usageCount: id === "c" ? 0 : 2 });
  }
  await addThread(db.state, { id: "new" });
  await addOutput(db.state, "new", { usageCount: 1 });
  const select = async (bulk: "hold_back" | "let_go", limit: number) => {
    const { memories, heldBack } = await selectHeads(db.state, { ...RULES, limit, bulk }, TEST_NOW);
    return [memories.map(({ threadId }) => threadId), heldBack];
  };
  expect(await select("hold_back", 9)).toEqual([["a", "b", "c", "d", "new"], 4]);
  expect(await select("hold_back", 4)).toEqual([["a", "b", "d", "new"], 4]);
  expect(await select("let_go", 9)).toEqual([["new"], 0]);
  // One of them was never selected: three drops are no bulk, and it is nobody's drop.
  await db.state.client.execute("UPDATE stage1_outputs SET selected_for_phase2 = 0 WHERE thread_id = 'a'");
  expect(await select("hold_back", 9)).toEqual([["new"], 0]);
});
