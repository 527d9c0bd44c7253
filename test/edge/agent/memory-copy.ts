import { afterAll } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that goes away after the tests of the file, without links in its path. */
export function scratchFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "memories-agent-")));
  made.push(folder);
  return folder;
}

/** What an agent finds in a test, unless the test says otherwise. */
export const USUAL_FILES: Readonly<Record<string, string>> = {
  "MEMORY.md": "# Task Group: alpha\n\nfirst\nsecond\nthird\n",
  "memory_summary.md": "v1\n",
  "raw_memories.md": "# Raw Memories\n",
  "phase2_workspace_diff.md": "# Memory Workspace Diff\n",
  "rollout_summaries/a.md": "thread_id: a\n\nalpha notes\n",
  "extensions/web/instructions.md": "read resources\n",
  "skills/build/SKILL.md": "build steps\n",
};

/** A copy of a root for an agent, with these files. */
export function memoryCopy(files: Readonly<Record<string, string | Uint8Array>> = USUAL_FILES): string {
  const copy = join(scratchFolder(), "copy");
  mkdirSync(copy);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  }
  return copy;
}
