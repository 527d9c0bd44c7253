import { expect, test } from "bun:test";
import { readActiveNow } from "../../../lib/edge/state/memory/read-active-now.ts";
import { countCitations, countTranscriptMessages } from "../../../lib/edge/state/memory/usage.ts";
import { addOutput, addThread, T0, temporaryState } from "../../helpers/state.ts";

test("a person was seen when a session was updated, a citation counted, or when the caller saw one", async () => {
  using db = await temporaryState();
  expect(await readActiveNow(db.state, T0)).toBe(T0);
  await addThread(db.state, { id: "a", updatedAt: 10 });
  await addThread(db.state, { id: "ahead", updatedAt: T0 + 1 });
  await addOutput(db.state, "a");
  expect(await readActiveNow(db.state, T0)).toBe(10);
  await countCitations(db.state, ["a"], 20);
  expect(await readActiveNow(db.state, T0)).toBe(20);
  const message = { rootThreadId: "a", textHash: "h", occurrence: 1, threadIds: ["gone"] };
  await countTranscriptMessages(db.state, [message], "scan", 30);
  expect(await readActiveNow(db.state, T0)).toBe(30);
  expect(await readActiveNow(db.state, T0, [25, 40, T0 + 5])).toBe(40);
});
