import { expect, test } from "bun:test";
import fc from "fast-check";
import { COMPLETED_TYPES, ITEM_TYPES, readLineHead } from "../../../../lib/core/agents/codex/line-head.ts";
import { readUsualTime } from "../../../../lib/core/text/usual-time.ts";

const TIME = "2026-11-22T14:10:59.147Z";

function headOf(line: string, prefix = "") {
  const bytes = Buffer.from(prefix + line);
  const head = readLineHead(bytes, prefix.length, bytes.length);
  if (head === undefined) return undefined;
  return { ...head, time: new Date(head.time).toISOString() };
}

test("a usual line is known by its first bytes, wherever it stands", () => {
  for (const type of [...ITEM_TYPES, "reasoning"] as const) {
    const line = JSON.stringify({ timestamp: TIME, type: "response_item", payload: { type, role: "user" } });
    expect(headOf(line, "xx\n")).toEqual({
      type: "response_item",
      payloadType: type === "reasoning" ? "other" : type,
      completed: "other",
      time: TIME,
    });
  }
  expect(headOf(`{"timestamp":"${TIME}","type":"session_meta","payload":{"id":"x"}}`)?.type).toBe("session_meta");
  expect(headOf(`{"timestamp":"${TIME}","type":"turn_context","payload":{"cwd":"/"}}`)?.type).toBe("turn_context");
  expect(headOf(`{"timestamp":"${TIME}","type":"compacted","payload":{"message":""}}`)?.type).toBe("other");
  const event = headOf(`{"timestamp":"${TIME}","type":"event_msg","payload":{"type":"token_count","info":null}}`);
  expect(event?.payloadType).toBe("token_count");
});

test("a word that only begins or ends like a known one is another", () => {
  const line = (type: string) =>
    `{"timestamp":"${TIME}","type":"response_item","payload":{"type":"${type}","role":"user"}}`;
  for (const word of ["messages", "messag", "function_cal", "function_call_outputs", "", "user_message"]) {
    expect(headOf(line(word))?.payloadType).toBe("other");
  }
});

test("a line with an ordinal is known like one without", () => {
  for (const ordinal of ["0", "23", "9007199254740993"]) {
    const line = `{"timestamp":"${TIME}","ordinal":${ordinal},"type":"response_item","payload":{"type":"message"}}`;
    expect(headOf(line, "xx\n")).toEqual({
      type: "response_item",
      payloadType: "message",
      completed: "other",
      time: TIME,
    });
  }
});

test("a completed item is told from its first bytes, in the usual shape only", () => {
  const completed = (payload: object) =>
    headOf(JSON.stringify({ timestamp: TIME, ordinal: 7, type: "event_msg", payload }))?.completed;
  const ids = { type: "item_completed", thread_id: "t", turn_id: "u" };
  for (const type of [...COMPLETED_TYPES, "Reasoning"] as const) {
    expect(completed({ ...ids, item: { type, id: "x" } })).toBe(type === "Reasoning" ? "other" : type);
  }
  expect(completed({ type: "item_completed", turn_id: "u", item: { type: "UserMessage" } })).toBeUndefined();
  expect(completed({ ...ids, item: { id: "x", type: "UserMessage" } })).toBeUndefined();
});

test("any other shape is left to a real parse", () => {
  const shapes = [
    `{"type":"response_item","timestamp":"${TIME}","payload":{"type":"message"}}`,
    `{ "timestamp":"${TIME}","type":"response_item","payload":{"type":"message"}}`,
    `{"timestamp":"${TIME}","type":"response_item","payload":{"role":"user","type":"message"}}`,
    `{"timestamp":"${TIME}","type":"response_item","payload":null}`,
    `{"timestamp":"${TIME}","ordinal":"1","type":"response_item","payload":{"type":"message"}}`,
    `{"timestamp":"${TIME}","ordinal":1.5,"type":"response_item","payload":{"type":"message"}}`,
    `{"timestamp":"${TIME}","ordinal":1`,
    `{"timestamp":"20\\u0032","type":"response_item","payload":{"type":"message"}}`,
    `{"timestamp":"${TIME}","type":"response_item","payload":{"type":"mess`,
    `{"timestamp":"${TIME}`,
    "",
    "\0\0\0",
  ];
  for (const shape of shapes) expect(headOf(shape)).toBeUndefined();
});

test("a head never says anything but what parsing the line says", () => {
  const word = fc.constantFrom(
    "response_item",
    "event_msg",
    "message",
    "user_message",
    "session_meta",
    "x",
    'a"b',
    "\\",
  );
  const payload = fc.dictionary(fc.constantFrom("type", "a"), word);
  const time = fc.oneof(word, fc.constantFrom(TIME, "2026-02-29T00:00:00.000Z", "2026-11-22T14:10:59Z"));
  fc.assert(
    fc.property(word, payload, time, (type, payloadValue, timestamp) => {
      const head = headOf(JSON.stringify({ timestamp, type, payload: payloadValue }));
      if (head === undefined) return;
      expect(head.time).toBe(timestamp);
      if (head.type !== "other") expect<string>(head.type).toBe(type);
      if (head.payloadType !== "other") expect<string | undefined>(head.payloadType).toBe(payloadValue.type);
    }),
    { numRuns: 500 },
  );
});

test("the time of a line is the one that a date parser reads", () => {
  const date = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
  fc.assert(
    fc.property(date, (time) => {
      expect(readUsualTime(Buffer.from(`"${time.toISOString()}"`), 1)).toBe(time.getTime());
    }),
    { numRuns: 1_000 },
  );
});

test("leap days are read in leap years", () => {
  const read = (text: string) => readUsualTime(Buffer.from(text), 0);
  for (const year of ["2024", "2000"])
    expect(read(`${year}-02-29T00:00:00.001Z`)).toBe(Date.UTC(Number(year), 1, 29, 0, 0, 0, 1));
  for (const year of ["2026", "2100"]) expect(read(`${year}-02-29T00:00:00.001Z`)).toBeUndefined();
});

test("other forms and nonsense are no usual time", () => {
  const wrong = [
    "2026-02-29T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-11-22T1x:10:59.147Z",
    "2016-12-31T23:59:60.000Z",
  ];
  for (const text of [...wrong, "2026-05-08T14:00:00+02:00", "2026-11-22T14:10:59.14 Z", "soon", ""]) {
    expect(readUsualTime(Buffer.from(text.padEnd(24)), 0)).toBeUndefined();
  }
});
