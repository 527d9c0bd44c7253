import { describe, expect, test } from "bun:test";
import { renderRawMemory, type SessionStory, shownTasks } from "../../../../lib/core/offline/extract/render-memory.ts";
import { CWD, final, ran, tasksOf, user } from "./steps.ts";

const story = (...steps: Parameters<typeof tasksOf>): SessionStory => ({
  cwd: CWD,
  project: "app",
  tasks: tasksOf(...steps),
  failures: new Map(),
});

test("a memory has its front matter, and of each task what there is to say", () => {
  expect(
    renderRawMemory(
      story(user("Fix the parser in src/parse.ts. We never force-push here."), ran("npm test", 0, "3 passed")),
    ),
  ).toBe(`---
description: Fix the parser in src/parse.ts. We never force-push here.
task: Fix the parser in src/parse.ts
task_group: app
task_outcome: success
cwd: /home/dev/app
keywords: app, parse.ts, npm
---

### Task 1: Fix the parser in src/parse.ts

outcome: success – \`npm test\` ended without an error

#### Preference signals

- standing wish: "We never force-push here."

#### Reusable knowledge

- \`npm test\` ran without an error, printing \`3 passed\` (run in this session)

#### References

- \`src/parse.ts\`: looked at
`);
});

describe("knowledge", () => {
  test("is what the agent claims only where no run says more, and the person did not object", () => {
    const claim = "The parser reads the file line by line.";
    const told = renderRawMemory(story(user("Explain the parser to me."), final(claim)));
    expect(told).toContain(`- "${claim}" (the agent's words, not verified)`);
    const ended = renderRawMemory(story(user("Explain the parser to me."), ran("npm test", 0, "ok"), final(claim)));
    expect(ended).not.toContain(claim);
  });
});

test("of very many tasks the first and the last are written down", () => {
  const tasks = Array.from({ length: 30 }, () => ({ turns: [] }));
  const shown = shownTasks(tasks);
  expect(shown.length).toBe(24);
  expect([shown[0], shown[23]]).toEqual([tasks[0], tasks[29]]);
  expect(shownTasks(tasks.slice(0, 24))).toEqual(tasks.slice(0, 24));
});
