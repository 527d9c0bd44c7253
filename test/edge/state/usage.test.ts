import { expect, test } from "bun:test";
import { countCitations, countTranscriptMessages } from "../../../lib/edge/state/memory/usage.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addOutput, addThread, outputOf, temporaryState } from "../../helpers/state.ts";

async function withOutput(state: State, id: string): Promise<string> {
  await addThread(state, { id });
  await addOutput(state, id);
  return id;
}

test("a message counts each thread it names once, and ignores ids nobody knows", async () => {
  using db = await temporaryState();
  await withOutput(db.state, "a");
  await addThread(db.state, { id: "no-output" });
  expect(await countCitations(db.state, ["a", "unknown", "a", "no-output"], TEST_NOW)).toEqual(["a"]);
  expect(await outputOf(db.state, "a")).toMatchObject({ usageCount: 1, lastUsage: TEST_NOW });
});

test("messages without an identity count each time", async () => {
  using db = await temporaryState();
  await withOutput(db.state, "a");
  await countCitations(db.state, ["a"], TEST_NOW);
  await countCitations(db.state, ["a"], TEST_NOW + 5);
  expect(await outputOf(db.state, "a")).toMatchObject({ usageCount: 2, lastUsage: TEST_NOW + 5 });
});

test("nothing cited writes nothing", async () => {
  using db = await temporaryState();
  expect(await countCitations(db.state, [], TEST_NOW)).toEqual([]);
  expect(await countTranscriptMessages(db.state, [], "c", TEST_NOW)).toEqual({ messages: 0, citations: 0 });
});

test("a message of a transcript counts once however often it is read, and again for each occurrence", async () => {
  using db = await temporaryState();
  await withOutput(db.state, "a");
  await withOutput(db.state, "b");
  const message = { rootThreadId: "root", textHash: "h1", occurrence: 1, threadIds: ["a", "b", "a", "unknown"] };
  expect(await countTranscriptMessages(db.state, [message, message], "scan-1", TEST_NOW)).toEqual({
    messages: 1,
    citations: 2,
  });
  expect(await countTranscriptMessages(db.state, [message], "scan-2", TEST_NOW + 1)).toEqual({
    messages: 0,
    citations: 0,
  });
  expect(await outputOf(db.state, "a")).toMatchObject({ usageCount: 1, lastUsage: TEST_NOW });
  const again = await countTranscriptMessages(
    db.state,
    [
      { ...message, occurrence: 2 },
      { ...message, rootThreadId: "other" },
      { ...message, textHash: "h2", threadIds: ["b"] },
    ],
    "scan-3",
    TEST_NOW + 2,
  );
  expect(again).toEqual({ messages: 3, citations: 5 });
  expect(await outputOf(db.state, "a")).toMatchObject({ usageCount: 3, lastUsage: TEST_NOW + 2 });
  expect(await outputOf(db.state, "b")).toMatchObject({ usageCount: 4, lastUsage: TEST_NOW + 2 });
});

test("more messages than one batch holds are all counted", async () => {
  using db = await temporaryState();
  await withOutput(db.state, "a");
  const messages = Array.from({ length: 1_201 }, (_, n) => ({
    rootThreadId: "root",
    textHash: `h${n}`,
    occurrence: 1,
    threadIds: ["a"],
  }));
  expect(await countTranscriptMessages(db.state, messages, "scan", TEST_NOW)).toEqual({
    messages: 1_201,
    citations: 1_201,
  });
  expect(await outputOf(db.state, "a")).toMatchObject({ usageCount: 1_201 });
});
