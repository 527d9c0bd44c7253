import { expect, test } from "bun:test";
import { keywordsOf } from "../../../../lib/core/offline/extract/keywords.ts";
import { ran, tasksOf, user } from "./steps.ts";

test("the words to search for are the project, its files, its programs and the names of errors", () => {
  const tasks = tasksOf(
    user("Fix src/app.py"),
    ran("pytest -q", 1, "ValueError: bad"),
    ran("cat notes.md", 0),
    ran("tsc", 2, "a.ts(1,1): error TS2304: Cannot find name"),
  );
  expect(keywordsOf("shop", tasks)).toEqual(["shop", "app.py", "notes.md", "pytest", "ValueError", "tsc", "TS2304"]);
});

test("they are sixteen at most", () => {
  const many = Array.from({ length: 40 }, (_, at) => `file${at}.ts`).join(" ");
  expect(keywordsOf("shop", tasksOf(user(`Rename ${many}`))).length).toBe(16);
});
