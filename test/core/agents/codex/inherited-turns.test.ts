import { expect, test } from "bun:test";
import fc from "fast-check";
import { EMPTY_METADATA, hasNoTurnOfItsOwn, readMetadata } from "../../../../lib/core/agents/codex/metadata.ts";
import { InheritedTurns, isInherited } from "../../../../lib/core/agents/codex/said/inherited-turns.ts";
import { LineSplitter } from "../../../../lib/edge/transcripts/line-splitter.ts";

/** Ids of version 7 in the order of their numbers. */
const id = (n: number) => `01a20398-${n.toString(16).padStart(4, "0")}-7000-8000-000000000000`;
const FORK = id(100);

const event = (payload: object) =>
  JSON.stringify({ timestamp: "2026-11-22T14:00:00.000Z", type: "event_msg", payload });
const meta = (forked: string | undefined) =>
  JSON.stringify({
    timestamp: "2026-11-22T14:00:00.000Z",
    type: "session_meta",
    payload: { id: FORK, ...(forked !== undefined && { forked_from_id: forked }), cwd: "/w" },
  });
const turn = (n: number, message: string) => [
  event({ type: "task_started", turn_id: id(n) }),
  event({ type: "user_message", message }),
  event({ type: "task_complete", turn_id: id(n) }),
];

function metadataOf(lines: readonly string[]) {
  const reader = readMetadata({ threadId: FORK, latestMs: Date.parse("2027-01-01T00:00:00Z") }, EMPTY_METADATA);
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const splitter = new LineSplitter(reader, 0, Buffer.alloc(1 << 20));
  bytes.copy(splitter.room());
  splitter.added(bytes.length);
  splitter.finish();
  return reader.state();
}

test("the lines before a fork's first own turn are its parent's, all of them where it has none", () => {
  fc.assert(
    fc.property(fc.nat(5), fc.nat(5), (parents, own) => {
      const turns = new InheritedTurns();
      turns.fork(FORK, id(1), 1_000);
      for (let n = 0; n < parents; n++) turns.turn(id(10 + n), n * 3 + 1);
      for (let n = 0; n < own; n++) turns.turn(id(200 + n), (parents + n) * 3 + 1);
      const to = own === 0 ? Number.POSITIVE_INFINITY : parents * 3;
      expect(turns.range()).toEqual(parents === 0 ? undefined : { from: 0, to });
    }),
  );
});

test("a session that is no fork has only turns of its own, whatever its ids say", () => {
  const turns = new InheritedTurns();
  turns.fork(FORK, undefined, 1_000);
  turns.turn(id(1), 1);
  expect(turns.range()).toBeUndefined();
});

test("where turns have no ids, what is older than the fork is its parent's", () => {
  const turns = new InheritedTurns();
  turns.fork(FORK, id(1), 1_000);
  turns.line(1_000_500, 0);
  turns.line(900_000, 1);
  turns.line(undefined, 2);
  turns.line(999_999, 3);
  turns.line(1_001_000, 4);
  expect(turns.range()).toEqual({ from: 0, to: 3 });
  const none = new InheritedTurns();
  none.fork(FORK, id(1), 1_000);
  none.line(1_000_500, 0);
  expect(none.range()).toBeUndefined();
});

test("ids that do not sort by time tell nothing", () => {
  expect(isInherited("turn-1", FORK)).toBeUndefined();
  expect(isInherited(id(1), "0194f5a6-89ab-4cde-8123-456789abcdef")).toBeUndefined();
  expect(isInherited(undefined, FORK)).toBeUndefined();
  expect([isInherited(id(99), FORK), isInherited(id(101), FORK)]).toEqual([true, false]);
});

test("a fork that only repeats its parent has no turn of its own; one that goes on has", () => {
  expect(hasNoTurnOfItsOwn(metadataOf([meta(id(1)), ...turn(2, "the parent's")]))).toBe(true);
  expect(hasNoTurnOfItsOwn(metadataOf([meta(id(1)), ...turn(2, "the parent's"), ...turn(200, "mine")]))).toBe(false);
  expect(hasNoTurnOfItsOwn(metadataOf([meta(undefined), ...turn(2, "mine")]))).toBe(false);
});

test("a first message that was taken back is no first message, and the next one is", () => {
  const back = event({ type: "thread_rolled_back", num_turns: 1 });
  expect(metadataOf([meta(undefined), ...turn(200, "one"), back]).firstUserMessage).toBeUndefined();
  expect(metadataOf([meta(undefined), ...turn(200, "one"), back, ...turn(201, "two")])).toMatchObject({
    firstUserMessage: "two",
    title: "two",
  });
  const two = [meta(undefined), ...turn(200, "one"), ...turn(201, "two"), back];
  expect(metadataOf(two).firstUserMessage).toBe("one");
  expect(metadataOf([...two, back]).firstUserMessage).toBeUndefined();
});
