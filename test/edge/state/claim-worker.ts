import { setTimeout as pause } from "node:timers/promises";
import { isUpToDate } from "../../../lib/core/jobs/claim-stage1.ts";
import { byteOrder } from "../../../lib/core/text/byte-order.ts";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { releaseStage1, renewStage1, storeNoOutput, storeStage1 } from "../../../lib/edge/state/jobs/finish-stage1.ts";
import { listStage1Facts } from "../../../lib/edge/state/jobs/stage1-facts.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

const MADE = { madeBy: "gpt-6-luna", promptHash: "4f2c" };

/**
 * A worker process of `eight-processes.test.ts`: claims what there is, in order, one job at a time, until nothing is
 * left for it. Its lease clock is off by the seconds given; it writes its tokens into the outputs.
 */
const [url = "", name = "", offset = "0", cap = "", retries = "respect"] = process.argv.slice(2);
const opened = await openState({ url });
// Clocks that are hours apart meet in a database of replays alone; elsewhere such a time is void.
const state = { ...opened, nowSql: `(unixepoch() + ${Number(offset)})`, replayNow: TEST_NOW };
/** What is not up to date, newest first: in the order in which a run claims. */
async function candidates(): Promise<string[]> {
  const facts = (await listStage1Facts(state)).filter(
    ({ job, outputUpdatedAt, thread: { updatedAt } }) => !isUpToDate({ job, outputUpdatedAt, updatedAt }),
  );
  const threads = facts.map(({ thread }) => thread);
  return threads.toSorted((a, b) => b.updatedAt - a.updatedAt || byteOrder(b.id, a.id)).map(({ id }) => id);
}

let rounds = 0;
let lost = 0;
for (let progress = true; progress; ) {
  progress = false;
  for (const threadId of await candidates()) {
    const token = crypto.randomUUID();
    const result = await claimStage1(
      state,
      threadId,
      { workerId: name, token, now: TEST_NOW },
      { cap: cap === "" ? undefined : Number(cap), retries: retries === "pass_over" ? "pass_over" : "respect" },
    );
    if (result.outcome === "at_capacity") {
      progress = true;
      await pause(2);
      break;
    }
    if (result.outcome !== "claimed") continue;
    progress = true;
    rounds += 1;
    await pause(Math.random() * 12);
    const held = result.claim;
    if (rounds % 3 === 0 && !(await renewStage1(state, held))) {
      lost += 1;
      continue;
    }
    const output = { rawMemory: token, rolloutSummary: name, rolloutSlug: undefined };
    const end =
      rounds % 11 === 0
        ? await releaseStage1(state, held, { kind: "signal" })
        : rounds % 7 === 0
          ? await storeNoOutput(state, held, MADE, TEST_NOW)
          : await storeStage1(state, held, output, MADE, TEST_NOW);
    if (end === "lost_lease") lost += 1;
  }
}
process.stdout.write(`${JSON.stringify({ rounds, lost })}\n`);
opened.close();
