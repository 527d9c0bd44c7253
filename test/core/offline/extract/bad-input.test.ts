import { expect, test } from "bun:test";
import type { SessionStep } from "../../../../lib/core/evidence/ran.ts";
import { extractOffline } from "../../../../lib/core/offline/extract/extract-offline.ts";

const user = (text: string): SessionStep => ({ kind: "row", tier: "human user", text });
const final = (text: string): SessionStep => ({ kind: "row", tier: "assistant final", text });
const memory = (...steps: SessionStep[]) => extractOffline(steps, { cwd: "/home/dev/app" }).raw_memory;

test("a session only of templates or of pastes has no preference", () => {
  const template = "## Rules\n\nALWAYS be careful. NEVER guess.\n\n## Steps\n\n1. Do not stop.\n2. Make sure.\n".repeat(
    4,
  );
  const paste = "$ npm test\nerror: always run install first\nnever mind the warning";
  expect(memory(user(template), final("Done."), user(template), final("Done."))).not.toContain("Preference signals");
  expect(memory(user(paste), final("Done."), user(paste), final("Done."))).not.toContain("Preference signals");
});

test("ten thousand messages of one word stay within a few kilobytes", () => {
  const steps = Array.from({ length: 10_000 }, (_, at) => [user(at % 2 ? "go" : "ok"), final("Done.")]).flat();
  const { raw_memory, rollout_summary } = extractOffline(steps, { cwd: "/home/dev/app" });
  expect(raw_memory.length + rollout_summary.length).toBeLessThan(16_000);
  expect(raw_memory).not.toContain("Preference signals");
});

test("scripts may be mixed, and written from right to left", () => {
  expect(memory(user("Add it"), final("Added with npm."), user("今后 always use pnpm, nie npm"))).toContain(
    '"今后 always use pnpm, nie npm"',
  );
  expect(memory(user("أضف صفحة"), final("تم"), user("never شغل النشر من هنا"))).toContain('"never شغل النشر من هنا"');
});

test("a wish said again is one line, first, with its count", () => {
  const text = memory(
    user("Write the page"),
    final("The page is written."),
    user("never use tables"),
    final("I removed the tables."),
    user("always use British spelling"),
    final("Changed the spelling."),
    user("Always use British spelling."),
    final("Changed."),
  );
  const lines = text.split("\n").filter((line) => line.includes("wish") && line.startsWith("- "));
  expect(lines[0]).toContain("said 2 times");
  expect(lines[0]).toContain("British");
  expect(lines.filter((line) => line.includes("British"))).toHaveLength(1);
});
