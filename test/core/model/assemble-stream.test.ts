import { describe, expect, test } from "bun:test";
import { assembleStream } from "../../../lib/core/model/assemble-stream.ts";
import { responseUsage } from "../../../lib/core/model/response-usage.ts";
import { type AnswerText, renderAnswer, renderEvents } from "../../helpers/model-wire.ts";

const ANSWERS: Record<string, AnswerText> = {
  text: { answer: { a: "ä €\n" } },
  refusal: { answer: "I cannot", refusal: true },
  "cut off": { answer: "{", incomplete: "max_output_tokens" },
  "tool calls": {
    toolCalls: [
      { name: "list", input: {} },
      { name: "read", input: { path: "a" } },
    ],
  },
};

describe.each(["responses", "chat"] as const)("a stream of the %s API", (api) => {
  test.each(Object.keys(ANSWERS))("holds the same answer as one that is sent whole: %s", (name) => {
    const answer = ANSWERS[name] ?? {};
    const whole = renderAnswer(api, 1, answer);
    const assembled = assembleStream(renderEvents(api, 1, answer)) as Record<string, unknown>;
    expect(assembled).toMatchObject(JSON.parse(JSON.stringify(whole)));
    expect(responseUsage(assembled)).toEqual(responseUsage(whole));
  });

  test("with CRLF, comments and event names reads the same", () => {
    const events = renderEvents(api, 1, { answer: "hello" });
    const dressed = `: ping\r\n\r\n${events.replaceAll("data:", "event: x\r\ndata:").replaceAll("\n\n", "\r\n\r\n")}`;
    expect(assembleStream(dressed)).toEqual(assembleStream(events));
  });

  test("that breaks off is no answer", () => {
    const events = renderEvents(api, 1, { answer: "a longer answer than seven characters" });
    expect(assembleStream(events.slice(0, events.length / 2))).toBeUndefined();
    expect(assembleStream("")).toBeUndefined();
  });
});

test("an error event is an error body", () => {
  const event = { type: "error", error: { message: "no", code: "server_error" } };
  expect(assembleStream(`data: ${JSON.stringify(event)}\n\n`)).toEqual({ error: event.error });
});

test("a body without counts costs nothing", () => {
  for (const body of [undefined, null, 1, "x", {}, { usage: null }, { usage: { input_tokens: "7" } }]) {
    expect(responseUsage(body).total_tokens).toBe(0);
  }
});
