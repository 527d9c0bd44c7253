import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkPath, isWritable } from "../../../../lib/core/consolidate/agent/tool-policy.ts";

describe("a path", () => {
  const refusedAlways = [
    "..",
    "../x",
    "skills/../../x",
    "skills/..",
    "/",
    "/etc/passwd",
    "~/x",
    "C:\\x",
    "c:/x",
    "skills/\0",
    ".git",
    ".git/config",
    ".GIT/config",
    "skills/.Git/hooks/x",
    "skills/.git.",
    "skills/.git ",
    "skills/.git::$INDEX_ALLOCATION/x",
    "skills/GIT~1/x",
    "skills/.g\u{200C}it/x",
    "skills/\u{FEFF}.git/config",
    "x".repeat(256),
    `skills/${"x/".repeat(600)}y`,
  ];
  for (const path of refusedAlways) {
    test(`${JSON.stringify(path.slice(0, 40))} is refused for any use`, () => {
      expect(checkPath(path, "read").ok).toBe(false);
      expect(checkPath(path, "write").ok).toBe(false);
    });
  }
  const readOnly = [
    "",
    ".",
    "raw_memories.md",
    "rollout_summaries/a.md",
    "phase2_workspace_diff.md",
    "extensions/a/instructions.md",
    "skills",
    "memory.md",
    "MEMORY.md/x",
    "Skills/x",
    "skillsx",
    "MEMORY.md.bak",
    "skills/a\nb",
    "skills/..\\x",
    "skills/\u{9b}",
    "skills/\u{d800}",
  ];
  for (const path of readOnly) {
    test(`${JSON.stringify(path)} may be read and not written`, () => {
      expect(checkPath(path, "read").ok).toBe(true);
      expect(checkPath(path, "write").ok).toBe(false);
    });
  }
  const writable: [string, string][] = [
    ["MEMORY.md", "MEMORY.md"],
    ["./memory_summary.md", "memory_summary.md"],
    ["skills//a/./SKILL.md", "skills/a/SKILL.md"],
    ["skills/.gitignore", "skills/.gitignore"],
    ["skills/...", "skills/..."],
    ["skills/ä b.md/", "skills/ä b.md"],
  ];
  for (const [given, path] of writable) {
    test(`${JSON.stringify(given)} may be written as ${path}`, () => {
      expect(checkPath(given, "write")).toEqual({ ok: true, path });
    });
  }
});

test("whatever is accepted stays in the folder, out of .git, and when written in the writable part", () => {
  const part = fc.oneof(
    fc.constantFrom("..", ".", "", ".git", ".GIT", "skills", "MEMORY.md", "\0", "a"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join("/")),
      fc.constantFrom("read" as const, "write" as const),
      (given, use) => {
        const verdict = checkPath(given, use);
        if (!verdict.ok) return;
        const parts = verdict.path.split("/");
        expect(parts).not.toContain("..");
        expect(parts.map((each) => each.toLowerCase())).not.toContain(".git");
        expect(verdict.path.startsWith("/")).toBe(false);
        if (use === "write") expect(isWritable(verdict.path)).toBe(true);
      },
    ),
  );
});
