import { expect, test } from "bun:test";
import { sessionImports } from "../../../lib/core/agents/session-imports.ts";

test("the threads that Codex has imported are known with what they were made from", () => {
  const records = [
    { imported_thread_id: "019a", source_path: "/home/dev/.claude/projects/a/b.jsonl", content_sha256: "ff" },
    { imported_thread_id: "019b" },
    { source_path: "/home/dev/x.jsonl" },
    7,
  ];
  expect(sessionImports(JSON.stringify({ records }))).toEqual([
    { threadId: "019a", sourcePath: "/home/dev/.claude/projects/a/b.jsonl" },
    { threadId: "019b", sourcePath: undefined },
  ]);
});

test("a file of another form names none", () => {
  for (const text of ["", "[]", "{}", '{"records":{}}', '{"records":["x",null]}'])
    expect(sessionImports(text)).toEqual([]);
});
