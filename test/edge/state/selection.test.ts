import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { selectForConsolidation } from "../../../lib/core/consolidate/select.ts";
import { listMemories, selectMemories } from "../../../lib/edge/state/selection.ts";
import { addOutput, addThread, T0, temporaryState } from "../../helpers/state.ts";

// How long it takes depends on the machine, which is not what is tested.
setDefaultTimeout(0);

const DAY = 86_400;

test("selected memories carry what their thread's row says now", async () => {
  using db = await temporaryState();
  const id = await addThread(db.state, { archived: true, missingSince: T0, cwd: "/w", gitBranch: "main" });
  await addOutput(db.state, id, { usageCount: 2, lastUsage: T0, rolloutSlug: "slug" });
  expect(await selectMemories(db.state, { limit: 5, maxUnusedDays: 30 }, T0)).toEqual([
    {
      threadId: id,
      sourceUpdatedAt: T0 - DAY,
      rawMemory: "raw",
      rolloutSummary: "summary",
      rolloutSlug: "slug",
      generatedAt: T0 - 3_600,
      usageCount: 2,
      lastUsage: T0,
      selectedForPhase2: false,
      selectedForPhase2SourceUpdatedAt: undefined,
      cwd: "/w",
      rolloutPath: `/codex/sessions/rollout-${id}.jsonl`,
      gitBranch: "main",
    },
  ]);
});

test("an unused old session extracted today is selected, one used long ago is not", async () => {
  using db = await temporaryState();
  const backfilled = await addThread(db.state, { id: "backfilled" });
  await addOutput(db.state, backfilled, { sourceUpdatedAt: T0 - 400 * DAY, generatedAt: T0 });
  const stale = await addThread(db.state, { id: "stale" });
  await addOutput(db.state, stale, { generatedAt: T0, lastUsage: T0 - 31 * DAY, usageCount: 9 });
  const found = await selectMemories(db.state, { limit: 5, maxUnusedDays: 30 }, T0);
  expect(found.map((one) => one.threadId)).toEqual(["backfilled"]);
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
  const close = fc.integer({ min: T0 - 30 * DAY - 1, max: T0 - 30 * DAY + 1 });
  const output = fc.record({
    rawMemory: blank,
    rolloutSummary: blank,
    memoryMode: fc.constantFrom("enabled" as const, "enabled" as const, "disabled" as const, "polluted" as const),
    sourceUpdatedAt: fc.integer({ min: 1, max: 3 }),
    generatedAt: close,
    usageCount: fc.constantFrom(null, 0, 1),
    lastUsage: fc.option(close, { nil: null }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(output, { maxLength: 10 }),
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: "binary" }), { minLength: 10, maxLength: 10 }),
      fc.nat(6),
      async (rows, ids, limit) => {
        await db.state.client.execute("DELETE FROM threads");
        for (const [n, { memoryMode, ...row }] of rows.entries()) {
          const id = (ids[n] ?? "").replaceAll("\0", "0");
          await addThread(db.state, { id: `${n % 2}${id}${n}`, memoryMode });
          await addOutput(db.state, `${n % 2}${id}${n}`, row);
        }
        const rules = { limit, maxUnusedDays: 30 };
        const expected = selectForConsolidation(await listMemories(db.state), rules, T0);
        const found = await selectMemories(db.state, rules, T0);
        expect(found).toEqual(expected.map(({ memoryMode: _, ...memory }) => memory));
      },
    ),
    { numRuns: 300 },
  );
});
