import { expect, test } from "bun:test";
import { readTasks } from "../../../../lib/core/offline/extract/session.ts";
import { CWD, final, ran, tasksOf, user } from "./steps.ts";

const DONE = final("I have changed the page as you asked.");

test("what goes on with the work belongs to its task, what begins other work is another", () => {
  const tasks = tasksOf(
    user("Add a login page to the site."),
    DONE,
    user("No, put it under src instead."),
    DONE,
    user("Write a script that backs up the database of the shop every night to the other disk."),
  );
  expect(tasks.map(({ turns }) => turns.length)).toEqual([2, 1]);
});

test("what happened before the person first spoke is passed over", () => {
  const [task] = tasksOf(ran("ls", 0), DONE, user("Fix it."), ran("npm test", 0, "ok"));
  expect(task?.turns).toMatchObject([{ answers: [], usedTools: true, runs: [{ command: "npm test", ended: "ok" }] }]);
});

test("a file that a tool changed is named from the session's folder", () => {
  const changed = (path: string) => ({ kind: "ran", ran: { kind: "file_change", path, change: "update" } }) as const;
  const [task] = tasksOf(user("Fix it."), changed(`${CWD}/src/a.ts`), changed("/etc/hosts"));
  expect(task?.turns[0]?.changed).toEqual(["src/a.ts", "/etc/hosts"]);
});

test("an answer that was cut off is none", () => {
  const [task] = tasksOf(user("Fix it."), DONE, { kind: "row", tier: "harness context", text: "<turn_aborted>" });
  expect(task?.turns[0]?.answers).toEqual([]);
});

test("the answer to a question that a tool asked is the person's, with the question", () => {
  const [task] = tasksOf(user("Set it up."), user("Question: Which port?\nAnswer: the usual one"));
  expect(task?.turns[1]).toMatchObject({ question: "Which port?", said: { text: "the usual one", continues: true } });
});

test("lines that other sessions share are not the person's", () => {
  const line = "Always rhyme every single line of it, whatever it is about.";
  const setting = { cwd: CWD, templateLines: new Set([line]) };
  const [task] = readTasks([user(`Write a poem about fog.\n${line}`)], setting);
  expect(task?.turns[0]?.said.text).toBe("Write a poem about fog.");
});
