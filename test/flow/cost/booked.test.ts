/** No request escapes the books: of extraction, its repairs and retries, of consolidation's steps, of doctor's probes. */
import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import fc from "fast-check";

import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { doctor } from "../../../lib/flow/status/doctor.ts";
import { MEMORY, writeSessions } from "../../helpers/extract-world.ts";
import { type Reply, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { bookedCalls } from "../../helpers/state.ts";
import { testWorld } from "../../helpers/world.ts";

/** A wish that nobody typed: the model is asked once more without it. */
const UNSAID = {
  ...MEMORY,
  raw_memory: '---\ndescription: d\n---\n\n#### Preference signals\n\n- standing wish: "Deploy it on Friday."\n',
};

const SOON = { "retry-after-ms": "1" };

/** A reply, and the tokens that its endpoint has counted and told. */
interface Told {
  readonly reply: Reply;
  readonly tokens: number;
}

const usage = fc.record({ input: fc.nat(9_000), output: fc.nat(900) });
const answered = (make: (usage: { input: number; output: number }) => Reply) =>
  usage.map((each): Told => ({ reply: make(each), tokens: each.input + each.output }));
const untold = (...replies: readonly Reply[]) =>
  fc.constantFrom(...replies.map((reply): Told => ({ reply, tokens: 0 })));

const told: fc.Arbitrary<Told> = fc.oneof(
  { weight: 3, arbitrary: answered((each) => ({ kind: "answer", answer: MEMORY, usage: each })) },
  { weight: 2, arbitrary: answered((each) => ({ kind: "answer", answer: UNSAID, usage: each })) },
  answered((each) => ({ kind: "answer", answer: MEMORY, usage: each, stream: true })),
  answered((each) => ({ kind: "answer", answer: '{"rollout_summary": "cut', usage: each })),
  {
    weight: 3,
    arbitrary: answered((each) => ({ kind: "answer", toolCalls: [{ name: "list", input: {} }], usage: each })),
  },
  untold(
    { kind: "status", status: 429, headers: SOON },
    { kind: "status", status: 500, headers: SOON },
    { kind: "status", status: 400 },
    { kind: "raw", body: "<html>", headers: SOON },
    { kind: "raw", body: 'data: {"type":"response.created"}\n\n', type: "text/event-stream" },
    { kind: "reset", after: "half the body" },
    { kind: "reset", after: "nothing" },
  ),
);

test("booked = what the counting server saw, over random runs of extract, consolidate and doctor --online", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(told, { minLength: 1, maxLength: 15 }),
      fc.constantFrom("responses" as const, "chat" as const),
      async (replies, api) => {
        const seen: number[] = [];
        const server = await startModelServer(() => {
          const next = replies[seen.length % replies.length] ?? { reply: { kind: "status", status: 500 }, tokens: 0 };
          seen.push(next.tokens);
          return next.reply;
        });
        const world = testWorld({
          env: { PATH: process.env.PATH, HOME: "/nowhere", OPENAI_BASE_URL: server.baseUrl },
          settings: {
            api,
            maxRolloutAgeDays: 90,
            concurrency: 2,
            agentMaxSteps: 6,
            namedModels: new Set(["extractModel", "consolidationModel"]),
          },
        });
        try {
          mkdirSync(world.paths.codexHome, { recursive: true });
          writeSessions(world.paths.codexHome, 3, TEST_NOW);
          await extract(world);
          await consolidate(world);
          await doctor(world, { warnings: [], online: "ask" });
          const booked = await bookedCalls(await world.state());
          const counts = booked.map((call) => call.inputTokens + call.outputTokens);
          expect(counts.toSorted((a, b) => a - b)).toEqual(seen.toSorted((a, b) => a - b));
        } finally {
          world.dispose();
          await server.close();
        }
      },
    ),
    { numRuns: 10 },
  );
});
