import { expect, test } from "bun:test";
import fc from "fast-check";
import { planNote } from "../../../lib/core/notes/plan-note.ts";

/** 2026-05-08T12:00:00Z */
const NOW = 1_778_241_600;

test("a note is named after its time and title, and begins with the title", () => {
  const note = planNote({ title: "  Naïve Café:  deploys ", text: "\nUse blue/green.\n" }, NOW);
  expect(note.fileName(1)).toBe("2026-05-08T12-00-00-naive-cafe-deploys.md");
  expect(note.fileName(2)).toBe("2026-05-08T12-00-00-naive-cafe-deploys-2.md");
  expect(note.content).toBe("# Naïve Café:  deploys\n\nUse blue/green.\n".replace("  ", " "));
});

test("without a title the first words stand for it, without the marks of a heading or list", () => {
  const note = planNote(
    { title: undefined, text: "\n\n## - Use pnpm in this repository, never npm or yarn, and say so twice\nmore" },
    NOW,
  );
  expect(note.content.split("\n")[0]).toBe("# Use pnpm in this repository, never npm or yarn, and");
});

test("a title without ASCII letters still gives a file name", () => {
  expect(planNote({ title: "日本語", text: "x" }, NOW).fileName(1)).toBe("2026-05-08T12-00-00-note.md");
});

test("blank and huge notes are refused", () => {
  expect(() => planNote({ title: "t", text: " \n " }, NOW)).toThrow("blank");
  expect(() => planNote({ title: "t", text: "x".repeat(300_000) }, NOW)).toThrow("longer");
});

test("whatever is noted, the file name is plain, the heading is one line, and the text is whole", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 99 }), (title, text, nth) => {
      fc.pre(text.trim() !== "");
      const note = planNote({ title, text }, NOW);
      expect(note.fileName(nth)).toMatch(/^2026-05-08T12-00-00-[a-z0-9]+(-[a-z0-9]+)*\.md$/);
      expect(note.content).toMatch(/^# .+\n\n/);
      expect(note.content.endsWith(`\n\n${text.trim()}\n`)).toBe(true);
    }),
  );
});
