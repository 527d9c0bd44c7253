import { expect, test } from "bun:test";
import { readActiveNow } from "../../../lib/edge/state/memory/read-active-now.ts";
import { countCitations, countTranscriptMessages } from "../../../lib/edge/state/memory/usage.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addOutput, addThread, temporaryState } from "../../helpers/state.ts";

test("a person was seen when a session was updated, a citation counted, or when the caller saw one", async () => {
  using db = await temporaryState();
  expect(await readActiveNow(db.state, TEST_NOW)).toBe(TEST_NOW);
  await addThread(db.state, { id: "a", updatedAt: 10 });
  await addThread(db.state, { id: "ahead", updatedAt: TEST_NOW + 1 });
  await addOutput(db.state, "a");
  expect(await readActiveNow(db.state, TEST_NOW)).toBe(10);
  await countCitations(db.state, ["a"], 20);
  expect(await readActiveNow(db.state, TEST_NOW)).toBe(20);
  const message = { rootThreadId: "a", textHash: "h", occurrence: 1, threadIds: ["gone"] };
  await countTranscriptMessages(db.state, [message], "scan", 30);
  expect(await readActiveNow(db.state, TEST_NOW)).toBe(30);
  expect(await readActiveNow(db.state, TEST_NOW, [25, 40, TEST_NOW + 5])).toBe(40);
});
