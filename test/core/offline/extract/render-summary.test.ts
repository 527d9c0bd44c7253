import { expect, test } from "bun:test";
import { renderSummary } from "../../../../lib/core/offline/extract/render-summary.ts";
import { CWD, final, ran, tasksOf, user } from "./steps.ts";

const summary = (...steps: Parameters<typeof tasksOf>) =>
  renderSummary({ cwd: CWD, project: "app", tasks: tasksOf(...steps), failures: new Map() });

test("a recap says in order what was asked, run and answered", () => {
  expect(
    summary(
      user("Fix the parser in src/parse.ts."),
      ran("npm test", 1, "Error: no"),
      ran("ls", 0, "src"),
      final("It needs a newer parser."),
    ),
  ).toBe(`# Fix the parser in src/parse.ts

One task in \`/home/dev/app\`.

## Task 1: Fix the parser in src/parse.ts (partial)

Outcome: partial – \`npm test\` failed: \`Error: no\`

- The user: "Fix the parser in src/parse.ts."
- Run: \`npm test\` failed: \`Error: no\`
- The agent answered: "It needs a newer parser."
`);
});

test("of a long task the middle is left out, and the recap says how much", () => {
  const turns = Array.from({ length: 50 }, () => user("and then go on"));
  const text = summary(user("Fix the parser in src/parse.ts."), ...turns);
  expect(text).toContain("- (11 messages are left out here)\n");
});
