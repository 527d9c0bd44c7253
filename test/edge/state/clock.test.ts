import { expect, test } from "bun:test";
import { countCitations } from "../../../lib/edge/state/memory/usage.ts";
import { admitWriter, checkClock, leaseNow } from "../../../lib/edge/state/open/clock.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addThread, temporaryState } from "../../helpers/state.ts";

test("the first writer decides whether a database keeps real time or that of replays", async () => {
  for (const [first, second] of [
    [undefined, TEST_NOW],
    [TEST_NOW, undefined],
  ]) {
    using db = await temporaryState({ now: first });
    await admitWriter(db.state);
    const same = await openState({ url: db.url, now: first === undefined ? undefined : TEST_NOW + 99_999 });
    await checkClock(same);
    await admitWriter(same);
    same.close();
    const other = await openState({ url: db.url, now: second });
    for (const attempt of [checkClock(other), admitWriter(other), countCitations(other, ["a"], TEST_NOW)]) {
      const error = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "state_clock_mismatch", kind: "usage" });
    }
    other.close();
  }
});

test("opening, indexing and looking make no first writer", async () => {
  using db = await temporaryState({ now: TEST_NOW });
  await addThread(db.state);
  await checkClock(db.state);
  const live = await openState({ url: db.url });
  await checkClock(live);
  await admitWriter(live);
  live.close();
  expect(checkClock(db.state)).rejects.toMatchObject({ code: "state_clock_mismatch" });
});

test("lease time is the database's own, or counts on from the time given", async () => {
  using live = await temporaryState();
  const clock = await live.state.client.execute("SELECT unixepoch() AS now");
  expect((await leaseNow(live.state)) - Number(clock.rows[0]?.now)).toBeLessThan(5);
  using replay = await temporaryState({ now: TEST_NOW });
  const moved = (await leaseNow(replay.state)) - TEST_NOW;
  expect(moved).toBeGreaterThanOrEqual(0);
  expect(moved).toBeLessThan(5);
});
