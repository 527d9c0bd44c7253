import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { outcomeOf, overallOutcome, shorten } from "../../../../lib/core/offline/extract/outcome.ts";
import { final, ran, taskOf, user } from "./steps.ts";

const DONE = final("I have changed the page as you asked.");

describe("a task ended", () => {
  test("as its last check did, when the person said nothing", () => {
    expect(outcomeOf(taskOf(user("Fix the parser."), ran("npm test", 0)))).toEqual({
      label: "success",
      evidence: "`npm test` ended without an error",
    });
    expect(outcomeOf(taskOf(user("Fix the parser."), ran("npm test", 1, "Error: no")))).toEqual({
      label: "partial",
      evidence: "`npm test` failed: `Error: no`",
    });
  });

  test("as nobody knows, when nothing tells", () => {
    expect(outcomeOf(taskOf(user("Fix the parser."), ran("ls", 0))).label).toBe("uncertain");
  });

  test("as the person says, whatever ran", () => {
    expect(
      outcomeOf(taskOf(user("Fix the parser."), ran("npm test", 1, "x"), DONE, user("Perfect, thanks!"))).label,
    ).toBe("success");
    expect(outcomeOf(taskOf(user("Fix the parser."), ran("npm test", 0), DONE, user("No, that is wrong."))).label).toBe(
      "fail",
    );
  });

  test("partly well, when what was rejected was done again and checked", () => {
    const task = taskOf(user("Fix the parser."), DONE, user("No, that is wrong."), ran("npm test", 0));
    expect(outcomeOf(task)).toMatchObject({ label: "partial", evidence: expect.stringContaining("then `npm test`") });
  });
});

test("tasks that agree have one outcome, others are partial, none is uncertain", () => {
  const outcome = (label: "success" | "fail") => ({ label, evidence: "" });
  expect(overallOutcome([])).toBe("uncertain");
  expect(overallOutcome([outcome("fail"), outcome("fail")])).toBe("fail");
  expect(overallOutcome([outcome("success"), outcome("fail")])).toBe("partial");
});

test("a quotation stays on one line and within its length", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), fc.integer({ min: 1, max: 200 }), (text, max) => {
      const short = shorten(text, max);
      expect(short).not.toContain("\n");
      expect(short.length).toBeLessThanOrEqual(max + 1);
    }),
  );
});
