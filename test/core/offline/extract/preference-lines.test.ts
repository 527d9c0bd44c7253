import { expect, test } from "bun:test";
import { preferenceLines } from "../../../../lib/core/offline/extract/preference-lines.ts";
import { final, tasksOf, user } from "./steps.ts";

const DONE = final("I have changed the page as you asked.");
const WISH = "From now on always run the linter first.";

test("a wish said twice stands once, before the others, with its count", () => {
  const [lines = []] = preferenceLines(
    tasksOf(user(`Add a page. We never force-push here. ${WISH}`), DONE, user(WISH), DONE),
  );
  expect(lines).toEqual([`said 2 times, standing wish: "${WISH}"`, 'standing wish: "We never force-push here."']);
});

test("a wish that the next message takes back is gone", () => {
  expect(preferenceLines(tasksOf(user(`Add a page. ${WISH}`), DONE, user("Forget what I said.")))[0]).toEqual([]);
});

test("an answer stands with its question, which has no quotation marks", () => {
  const tasks = tasksOf(
    user("Store the sessions."),
    final('Shall I use "libsql" or files?'),
    user("the files that we have already"),
  );
  expect(preferenceLines(tasks).flat()).toEqual([
    'answer to (Shall I use libsql or files?): "the files that we have already"',
  ]);
});
