import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { classifyFailure, type FailureBlame, likenessOf } from "../../../lib/core/model/faults/classify-failure.ts";
import {
  type EndpointWatch,
  FRESH_WATCH,
  sawAlike,
  sawAnswer,
  sawEnd,
  sawFailure,
  sawHung,
  sawSuccess,
  sawSuspect,
} from "../../../lib/core/model/faults/endpoint-watch.ts";
import { type RequestFailure, readRetryAfter } from "../../../lib/core/model/faults/failure.ts";

describe("one failed request", () => {
  const cases: [Partial<RequestFailure>, FailureBlame][] = [
    [{ transport: "stopped" }, "stopped"],
    [{ transport: "no_connection" }, "outage"],
    [{ transport: "no_answer" }, "hung"],
    [{ transport: "timeout" }, "failure"],
    [{ transport: "reset" }, "suspect"],
    [{ transport: "not_json" }, "suspect"],
    [{ transport: "redirect" }, "suspect"],
    [{ transport: "wrong_shape" }, "setup"],
    [{ status: 401 }, "setup"],
    [{ status: 403 }, "setup"],
    [{ status: 402 }, "outage"],
    [{ status: 429, code: "insufficient_quota" }, "outage"],
    [{ status: 400, code: "insufficient_quota" }, "outage"],
    [{ status: 403, code: "billing_not_active" }, "outage"],
    [{ status: 404 }, "setup"],
    [{ status: 405 }, "setup"],
    [{ status: 404, code: "model_not_found" }, "setup"],
    [{ status: 404, message: 'HTTP 404: model "qwen9" not found, try pulling it first' }, "setup"],
    [{ status: 404, message: "HTTP 404: The model `qwen9` does not exist." }, "setup"],
    [{ status: 400, message: "HTTP 400: qwen9 is not a valid model ID" }, "setup"],
    [{ status: 400, message: "HTTP 400: registry.ollama.ai/library/gemma does not support tools" }, "setup"],
    [{ status: 404, message: "HTTP 404: No endpoints found that support tool use." }, "setup"],
    [{ status: 400, message: 'HTTP 400: "auto" tool choice requires --enable-auto-tool-choice to be set' }, "setup"],
    [{ status: 400, code: "unsupported_parameter", message: "Unsupported parameter: 'store'" }, "setup"],
    [{ status: 422, message: "HTTP 422: store: Extra inputs are not permitted" }, "setup"],
    [{ status: 400, message: "HTTP 400: Invalid field", param: "input[0].content" }, "alike"],
    [{ status: 400 }, "alike"],
    [{ status: 422 }, "alike"],
    [{ status: 200 }, "alike"],
    [{ status: 400, code: "context_length_exceeded", contextTokens: 4_096 }, "failure"],
    [{ status: 413 }, "failure"],
    [{}, "failure"],
    [{ status: 400, code: "server_error" }, "suspect"],
    [{ status: 200, code: "overloaded_error" }, "suspect"],
    [{ status: 200, code: "server_is_overloaded" }, "suspect"],
    [{ status: 429 }, "suspect"],
    [{ status: 429, code: "rate_limit_exceeded" }, "suspect"],
    [{ status: 408 }, "suspect"],
    [{ status: 500 }, "suspect"],
    [{ status: 503 }, "suspect"],
  ];
  test.each(cases)("%j is %s", (failure, blame) => {
    expect(classifyFailure({ message: "", ...failure })).toBe(blame);
  });

  test("words of a session that a server echoes behind its own do not make a set-up fault of it", () => {
    const echo = `HTTP 400: bad request: ${"x".repeat(400)} the model qwen9 does not exist`;
    expect(classifyFailure({ message: echo, status: 400 })).toBe("alike");
  });

  test("failures are alike whatever ids and numbers they name", () => {
    const failed = (message: string, status = 400) => likenessOf({ message, status });
    const first = failed("HTTP 400: bad grammar (request req_8f3a21, 1,204 tokens)");
    expect(failed("HTTP 400: bad grammar (request req_77c0de9, 988 tokens)")).toBe(first);
    expect(failed("HTTP 400: bad image (request req_8f3a21, 1,204 tokens)")).not.toBe(first);
    expect(failed("HTTP 400: bad grammar (request req_8f3a21, 1,204 tokens)", 422)).not.toBe(first);
    const id = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
    expect(failed(`no ${id}`)).toBe(failed("no aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"));
  });

  test("says when the server wants to be asked again", () => {
    const date = "Sun, 22 Nov 2026 16:00:00 GMT";
    expect(readRetryAfter("120", undefined)).toBe(120);
    expect(readRetryAfter(" 1.2 ", undefined)).toBe(2);
    expect(readRetryAfter("Sun, 22 Nov 2026 16:02:00 GMT", date)).toBe(120);
    expect(readRetryAfter("Sun, 22 Nov 2026 15:00:00 GMT", date)).toBeUndefined();
    expect(readRetryAfter("Sun, 22 Nov 2026 16:02:00 GMT", undefined)).toBeUndefined();
    expect(readRetryAfter("soon", date)).toBeUndefined();
    expect(readRetryAfter(undefined, date)).toBeUndefined();
  });
});

describe("the failures of a run together", () => {
  type Event =
    | "success"
    | "answer"
    | "failure"
    | readonly [kind: "suspect", session: string, earlier: number]
    | readonly [kind: "hung", session: string]
    | readonly [kind: "alike", session: string, likeness: string];
  const suspect = (session: string, earlier = 0) => ["suspect", session, earlier] as const;
  const hung = (session: string) => ["hung", session] as const;
  const alike = (session: string, likeness = "x") => ["alike", session, likeness] as const;

  function see(watch: EndpointWatch, event: Event) {
    if (event === "success") return sawSuccess(watch);
    if (event === "answer") return sawAnswer(watch);
    if (event === "failure") return sawFailure(watch);
    if (event[0] === "suspect") return sawSuspect(watch, event[1], event[2]);
    if (event[0] === "hung") return sawHung(watch, event[1]);
    return sawAlike(watch, event[1], { likeness: event[2], endpoint: "asked" });
  }
  function play(...events: Event[]) {
    let watch: EndpointWatch = FRESH_WATCH;
    const blamed: string[] = [];
    const sessions = () => watch.undecided.map(({ session }) => session);
    for (const event of events) {
      const step = see(watch, event);
      watch = step.watch;
      blamed.push(...step.blamed);
      if (step.stop !== undefined) return { stop: step.stop, blamed, released: sessions() };
    }
    const released = sessions();
    const end = sawEnd(watch);
    return { stop: end.stop, blamed: [...blamed, ...end.blamed], released: end.stop === undefined ? [] : released };
  }

  type Outcome = { stop: "outage" | "setup" | undefined; blamed: string[]; released: string[] };
  const blames = (...blamed: string[]): Outcome => ({ stop: undefined, blamed, released: [] });
  const table: [string, Event[], Outcome][] = [
    ["the only session of a run", [suspect("a")], { stop: "outage", blamed: [], released: ["a"] }],
    ["the only session, its third time", [suspect("a", 2)], blames("a")],
    ["two in a row", [suspect("a"), suspect("b")], { stop: "outage", blamed: [], released: ["a", "b"] }],
    [
      "two in a row after a success",
      ["success", suspect("a"), suspect("b")],
      { stop: "outage", blamed: [], released: ["a", "b"] },
    ],
    ["one before a success", [suspect("a"), "success"], blames("a")],
    ["one after a success", ["success", suspect("a")], blames("a")],
    ["answers between two", [suspect("a"), "answer", suspect("b"), "answer"], blames("a", "b")],
    ["a refused request between two", [suspect("a"), "failure", suspect("b")], blames("a", "b")],
    [
      "two in a row, one its third time",
      [suspect("a", 2), suspect("b")],
      { stop: "outage", blamed: ["a"], released: ["b"] },
    ],
    [
      "two in a row, both their third time",
      [suspect("a", 2), suspect("b", 2)],
      { stop: "outage", blamed: ["a", "b"], released: [] },
    ],
    ["the only session, hung", [hung("a")], { stop: "outage", blamed: [], released: ["a"] }],
    ["two hung in a row", [hung("a"), hung("b")], { stop: "outage", blamed: [], released: ["a", "b"] }],
    ["one hung before a success", [hung("a"), "success"], blames("a")],
    ["one hung and one broken off", [hung("a"), suspect("b")], { stop: "outage", blamed: [], released: ["a", "b"] }],
    ["three alike", [alike("a"), alike("b"), alike("c")], { stop: "setup", blamed: [], released: ["a", "b", "c"] }],
    [
      "three alike with others between",
      [alike("a"), alike("b", "y"), alike("c"), "failure", alike("d")],
      { stop: "setup", blamed: [], released: ["a", "b", "c", "d"] },
    ],
    ["two alike at the end", [alike("a"), alike("b")], blames("a", "b")],
    ["the only one that may be alike", [alike("a")], blames("a")],
    ["three that differ", [alike("a", "x"), alike("b", "y"), alike("c", "z")], blames("a", "b", "c")],
    ["two alike before a success", [alike("a"), alike("b"), "success", alike("c")], blames("a", "b", "c")],
    ["three alike after a success", ["success", alike("a"), alike("b"), alike("c")], blames("a", "b", "c")],
    [
      "a suspicious one among three alike",
      [suspect("s"), alike("a"), alike("b"), alike("c")],
      { stop: "setup", blamed: [], released: ["s", "a", "b", "c"] },
    ],
    ["nothing but answers", ["answer", "answer"], blames()],
    ["nothing at all", [], blames()],
  ];
  test.each(table)("%s", (_, events, outcome) => expect(play(...events)).toEqual(outcome));

  test("every undecided session is either blamed or released, never both", () => {
    const event = fc.oneof(
      fc.constantFrom<"success" | "answer" | "failure">("success", "answer", "failure"),
      fc.nat(2).map((earlier) => suspect("?", earlier)),
      fc.constant(hung("?")),
      fc.constantFrom("x", "y").map((likeness) => alike("?", likeness)),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const named = events.map(
          (one, i): Event => (typeof one === "string" ? one : ([one[0], `r${i}`, one[2]] as Event)),
        );
        const { stop, blamed, released } = play(...named);
        expect(new Set([...blamed, ...released]).size).toBe(blamed.length + released.length);
        if (stop !== undefined) return;
        expect(released).toEqual([]);
        expect(blamed.length).toBe(named.filter((one) => typeof one !== "string").length);
      }),
    );
  });

  test("an endpoint that only hangs holds nothing against any session", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (count) => {
        const outcome = play(...Array.from({ length: count }, (_, n) => hung(`s${n}`)));
        expect(outcome.stop).toBe("outage");
        expect(outcome.blamed).toEqual([]);
      }),
    );
  });
});
