import { describe, expect, test } from "bun:test";
import { createTwoFilesPatch } from "diff";
import { expectGolden } from "../../../helpers/golden.ts";
import { consolidate, EMPTY_ROOT, edited, handbookOf, type Root, type Session, summaryOf } from "./sessions.ts";

const SHOP_FIX: Session = {
  n: 1,
  group: "shop-api",
  title: "fix discount",
  preferences: [
    'with the request: "We use pnpm in this repo, never npm."',
    'while the work went on: "Subject in the imperative, please."',
  ],
  knowledge: ["`pnpm test` runs in 4 s and needs no database", "prices are integers in cents (src/price.ts)"],
  failures: ['`npm test` failed: `Missing script: "test"` → run `pnpm test`'],
};
const SHOP_CHECK: Session = {
  n: 2,
  group: "shop-api",
  title: "add quantity check",
  preferences: [
    'on "npm has no test script.": "As I said before: pnpm, not npm."',
    'with the request: "A negative quantity must throw a RangeError."',
  ],
  knowledge: ["`pnpm test` runs in 4 s and needs no database"],
};
const METRICS: Session = {
  n: 3,
  group: "metrics",
  title: "write p95",
  preferences: [
    'on "p95 is done.": "Use nearest-rank, that is what our dashboards use."',
    'with the request: "Short answers please, no lists."',
  ],
  knowledge: ["`python3 test_load.py` prints `ok` when all is well"],
};
const SITE: Session = {
  n: 4,
  group: "site",
  title: "redesign docs page",
  preferences: [
    'while the work went on: "Before you change how something looks, show me two options first."',
    'with the request: "short answers, please, no lists"',
  ],
};
const METRICS_CHANGED: Session = {
  ...METRICS,
  later: 3_600,
  knowledge: ["`python3 test_load.py` prints `ok` when all is well", "empty input gives `None`"],
  preferences: [
    'on "p95 is done.": "Use linear interpolation."',
    'with the request: "Short answers please, no lists."',
  ],
};

/** What changed in both files, as a reviewer sees it. */
function patch(before: Root, after: Root): string {
  const one = (name: string, of: (root: Root) => string) =>
    createTwoFilesPatch(name, name, of(before), of(after), undefined, undefined, { context: 1 });
  return `${one("MEMORY.md", handbookOf)}${one("memory_summary.md", summaryOf)}`;
}

describe("three runs, each touching only what it must", () => {
  const first = consolidate(EMPTY_ROOT, [SHOP_FIX, METRICS]);
  const byHand = edited(
    edited(
      edited(first, "MEMORY.md", (text) =>
        text
          .replace(
            "- prices are integers in cents (src/price.ts) [Task 1]",
            "- prices are integers in cents; see src/price.ts and doc/money.md",
          )
          .replace(/- "?while the work went on: .*\n/, "- ask me before you commit\n"),
      ),
      "MEMORY.md",
      (text) => `${text}\n# My own notes\n\nleave this alone\n`,
    ),
    "memory_summary.md",
    (text) =>
      text
        .replace(/- "Subject in the imperative, please\." \[shop-api\]\n/, "")
        .replace("## General Tips\n", "## General Tips\n\n- the coffee machine is on floor 2\n"),
  );
  const second = consolidate(byHand, [SHOP_FIX, SHOP_CHECK, METRICS, SITE]);
  const third = consolidate(second, [SHOP_FIX, SHOP_CHECK, METRICS_CHANGED, SITE]);
  const fourth = consolidate(third, [SHOP_CHECK, METRICS_CHANGED, SITE]);

  test("the first writes both files", () => {
    expectGolden("consolidate/offline/1-MEMORY.md", handbookOf(first));
    expectGolden("consolidate/offline/1-memory_summary.md", summaryOf(first));
  });
  test("the second adds two sessions to what a person edited", () => {
    expectGolden("consolidate/offline/2-added.diff", patch(byHand, second));
  });
  test("the third takes in a session that changed", () => {
    expectGolden("consolidate/offline/3-changed.diff", patch(second, third));
  });
  test("the fourth forgets a session", () => {
    expectGolden("consolidate/offline/4-forgotten.diff", patch(third, fourth));
    expect(`${handbookOf(fourth)}${summaryOf(fourth)}`).not.toMatch(
      /Subject in the imperative|Missing script|fix discount/,
    );
  });

  test("what a person changed, added and deleted is as they left it after every run", () => {
    for (const root of [second, third, fourth]) {
      expect(handbookOf(root)).toContain("\n- prices are integers in cents; see src/price.ts and doc/money.md\n");
      expect(handbookOf(root)).toContain("\n- ask me before you commit\n");
      expect(handbookOf(root)).toEndWith("\n# My own notes\n\nleave this alone\n");
      expect(handbookOf(root)).not.toContain("Subject in the imperative");
      expect(summaryOf(root)).not.toContain("Subject in the imperative");
      expect(summaryOf(root)).toContain("\n- the coffee machine is on floor 2\n");
    }
  });

  test("what several sessions asked for is one line that names them all", () => {
    expect(handbookOf(second)).toContain(
      '- said 2 times, with the request: "We use pnpm in this repo, never npm." [Task 1] [Task 2]\n',
    );
    expect(handbookOf(second)).toContain("- `pnpm test` runs in 4 s and needs no database [Task 1] [Task 2]\n");
    expect(summaryOf(second)).toContain('- "Short answers please, no lists." (said 2 times) [metrics] [site]\n');
    expect(summaryOf(second).match(/never npm|not npm/g)).toHaveLength(1);
    expect(handbookOf(fourth)).toContain(
      '- on "npm has no test script.": "As I said before: pnpm, not npm." [Task 2]\n',
    );
  });

  test("a run without news gives back the bytes it was given", () => {
    for (const [root, sessions] of [
      [first, [SHOP_FIX, METRICS]],
      [second, [SHOP_FIX, SHOP_CHECK, METRICS, SITE]],
      [fourth, [SHOP_CHECK, METRICS_CHANGED, SITE]],
    ] as const) {
      const again = consolidate(root, sessions);
      expect([handbookOf(again), summaryOf(again)]).toEqual([handbookOf(root), summaryOf(root)]);
    }
  });
});
