import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  classifyFailure,
  type FailureBlame,
  type RequestFailure,
  readRetryAfter,
} from "../../../lib/core/model/failure.ts";
import {
  FRESH_WATCH,
  type OutageWatch,
  sawAnswer,
  sawEnd,
  sawFailure,
  sawSuspect,
} from "../../../lib/core/model/outage-watch.ts";

describe("one failed request", () => {
  const cases: [Omit<RequestFailure, "message">, FailureBlame][] = [
    [{ transport: "no_connection" }, "outage"],
    [{ status: 401 }, "outage"],
    [{ status: 402 }, "outage"],
    [{ status: 403 }, "outage"],
    [{ status: 429, code: "insufficient_quota" }, "outage"],
    [{ status: 400, code: "insufficient_quota" }, "outage"],
    [{ status: 429 }, "suspect"],
    [{ status: 429, code: "rate_limit_exceeded" }, "suspect"],
    [{ status: 404, code: "model_not_found" }, "suspect"],
    [{ status: 500 }, "suspect"],
    [{ status: 503 }, "suspect"],
    [{ status: 400, code: "server_error" }, "suspect"],
    [{ transport: "reset" }, "suspect"],
    [{ transport: "not_json" }, "suspect"],
    [{ transport: "redirect" }, "suspect"],
    [{ status: 400 }, "failure"],
    [{ status: 400, code: "context_length_exceeded" }, "failure"],
    [{ status: 413 }, "failure"],
    [{ status: 422 }, "failure"],
    [{ transport: "timeout" }, "failure"],
    [{ status: 200 }, "failure"],
    [{}, "failure"],
    [{ transport: "stopped" }, "stopped"],
  ];
  test.each(cases)("%j is judged %s", (failure, verdict) => {
    expect(classifyFailure({ message: "", ...failure })).toBe(verdict);
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
  type Event = "answer" | "failure" | readonly [rollout: string, earlier: number];
  function play(...events: Event[]) {
    let watch: OutageWatch = FRESH_WATCH;
    const blamed: string[] = [];
    for (const event of events) {
      const step =
        event === "answer"
          ? sawAnswer(watch)
          : event === "failure"
            ? sawFailure(watch)
            : sawSuspect(watch, event[0], event[1]);
      watch = step.watch;
      blamed.push(...step.blamed);
      if (step.outage) return { outage: true, blamed, released: watch.undecided };
    }
    const released = watch.undecided;
    const end = sawEnd(watch);
    return { outage: end.outage, blamed: [...blamed, ...end.blamed], released: end.outage ? released : [] };
  }

  const table: [string, Event[], { outage: boolean; blamed: string[]; released: string[] }][] = [
    ["the only rollout of a run", [["a", 0]], { outage: true, blamed: [], released: ["a"] }],
    ["the only rollout, its third time", [["a", 2]], { outage: false, blamed: ["a"], released: [] }],
    [
      "two in a row",
      [
        ["a", 0],
        ["b", 0],
      ],
      { outage: true, blamed: [], released: ["a", "b"] },
    ],
    [
      "two in a row after an answer",
      ["answer", ["a", 0], ["b", 0]],
      { outage: true, blamed: [], released: ["a", "b"] },
    ],
    ["one before an answer", [["a", 0], "answer"], { outage: false, blamed: ["a"], released: [] }],
    ["one after an answer", ["answer", ["a", 0]], { outage: false, blamed: ["a"], released: [] }],
    [
      "answers between two",
      [["a", 0], "answer", ["b", 0], "answer"],
      { outage: false, blamed: ["a", "b"], released: [] },
    ],
    [
      "a refused request between two",
      [["a", 0], "failure", ["b", 0]],
      { outage: false, blamed: ["a", "b"], released: [] },
    ],
    [
      "two in a row, one its third time",
      [
        ["a", 2],
        ["b", 0],
      ],
      { outage: true, blamed: ["a"], released: ["b"] },
    ],
    [
      "two in a row, both their third time",
      [
        ["a", 2],
        ["b", 2],
      ],
      { outage: true, blamed: ["a", "b"], released: [] },
    ],
    ["nothing but answers", ["answer", "answer"], { outage: false, blamed: [], released: [] }],
    ["nothing at all", [], { outage: false, blamed: [], released: [] }],
  ];
  test.each(table)("%s", (_, events, outcome) => expect(play(...events)).toEqual(outcome));

  test("every suspicious rollout is either blamed or released, never both", () => {
    const event = fc.oneof(
      fc.constant<Event>("answer"),
      fc.constant<Event>("failure"),
      fc.nat(2).map((earlier) => ["?", earlier] as const),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const named = events.map((one, i): Event => (typeof one === "string" ? one : [`r${i}`, one[1]]));
        const { outage, blamed, released } = play(...named);
        expect(new Set([...blamed, ...released]).size).toBe(blamed.length + released.length);
        if (!outage) expect(released).toEqual([]);
        if (!outage) expect(blamed.length).toBe(named.filter((one) => typeof one !== "string").length);
      }),
    );
  });
});
