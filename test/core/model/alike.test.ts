import { expect, test } from "bun:test";
import { describeAlike } from "../../../lib/core/model/faults/alike.ts";

const three = { ids: ["a", "b", "c"], asked: 3 } as const;
const WHERE = "qwen3 at 127.0.0.1:11434";

test("answers without JSON are told with how they begin, cut between words", () => {
  expect(describeAlike({ ...three, endpoint: "answered", said: "I have read\nthe session." }, WHERE)).toBe(
    `${WHERE} answered 3 of 3 sessions with text that holds no JSON ("I have read the session.")`,
  );
  const long = `${"many words ".repeat(9)}end`;
  expect(describeAlike({ ...three, endpoint: "answered", said: long }, WHERE)).toEndWith('many words many …")');
  expect(describeAlike({ ...three, endpoint: "answered", said: "" }, WHERE)).toBe(
    `${WHERE} answered 3 of 3 sessions with nothing`,
  );
});

test("sessions that were refused alike are told with what the endpoint said", () => {
  expect(describeAlike({ ...three, asked: 4, endpoint: "asked", said: "HTTP 400: no such field" }, WHERE)).toBe(
    `${WHERE} refused 3 of 4 sessions alike: HTTP 400: no such field`,
  );
});
