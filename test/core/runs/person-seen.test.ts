import { expect, test } from "bun:test";
import fc from "fast-check";
import { readPersonSeen, showsPerson } from "../../../lib/core/runs/person-seen.ts";

const change = (path: string) => ({ status: "M" as const, path });

test("a run shows a person that took an edit, a skill or a note in, and every undo does", () => {
  expect(showsPerson({ command: "consolidate", changes: [change("raw_memories.md")] })).toBe(false);
  for (const path of ["MEMORY.md", "skills/a/SKILL.md", "extensions/ad_hoc/notes/2026-01-01-a.md"])
    expect([path, showsPerson({ command: "consolidate", changes: [change("raw_memories.md"), change(path)] })]).toEqual(
      [path, true],
    );
  expect(showsPerson({ command: "undo", changes: [] })).toBe(true);
});

test("the head of a record tells whether it shows a person and when, whatever stands in its texts", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('\n  "shows_person": true,\n', '"\n  "time": "2020"'));
  fc.assert(
    fc.property(text, fc.boolean(), fc.array(text), (run, shows_person, selected) => {
      const record = { run, sequence: 1, shows_person, time: "2026-11-22T10:00:00Z", selected };
      const head = `${JSON.stringify(record, undefined, 2)}\n`;
      expect(readPersonSeen(head)).toEqual({ showsPerson: shows_person, time: record.time });
    }),
  );
});

test("a record of an earlier version and a torn one tell nothing", () => {
  expect(readPersonSeen('{\n  "run": "a",\n  "time": "2026-11-22T10:00:00Z",\n  "status": "x"\n}\n')).toBeUndefined();
  expect(readPersonSeen('{\n  "run": "a",\n  "shows_person": true,\n  "ti')).toBeUndefined();
});
