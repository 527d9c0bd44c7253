import { expect, test } from "bun:test";
import fc from "fast-check";
import { renderDiffFile } from "../../../lib/core/consolidate/diff-file.ts";
import { WORKSPACE_DIFF_MAX_BYTES } from "../../../lib/core/constants.ts";
import type { Change } from "../../../lib/core/types.ts";
import { expectGolden } from "../../helpers/golden.ts";

const render = (changes: readonly Change[], diff: string | Uint8Array) =>
  Buffer.from(renderDiffFile(changes, Buffer.from(diff))).toString();

test("the workspace diff file: added, changed and deleted files", () => {
  const changes: Change[] = [
    { status: "M", path: "MEMORY.md" },
    { status: "A", path: "extensions/ad_hoc/notes/tab\there.md" },
    { status: "A", path: "image.png" },
    { status: "D", path: "rollout_summaries/2026-11-22T14-10-55-QiJT-größe.md" },
  ];
  const diff = `diff --git a/MEMORY.md b/MEMORY.md
--- a/MEMORY.md
+++ b/MEMORY.md
@@ -1,2 +1,5 @@
 # Task Group: builds
-\`npm test\`
+\`\`\`\`sh
+bun test
+\`\`\`\`
diff --git "a/extensions/ad_hoc/notes/tab\\there.md" "b/extensions/ad_hoc/notes/tab\\there.md"
new file mode 100644
diff --git a/image.png b/image.png
new file mode 100644
Binary files /dev/null and b/image.png differ
diff --git a/rollout_summaries/2026-11-22T14-10-55-QiJT-größe.md b/rollout_summaries/2026-11-22T14-10-55-QiJT-größe.md
deleted file mode 100644
--- a/rollout_summaries/2026-11-22T14-10-55-QiJT-größe.md
+++ /dev/null
@@ -1 +0,0 @@
-thread_id: 01a20398
`;
  expectGolden("diff/workspace-diff.md", render(changes, diff));
});

test("the workspace diff file without changes", () => {
  expectGolden("diff/no-changes.md", render([], ""));
});

test("the fence is longer than any run of backticks in the diff", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("`", "``", "\n", "+", "x"), { maxLength: 40 }), (parts) => {
      const diff = parts.join("");
      const fence = /## Diff\n\n(`+)diff\n/.exec(render([], diff))?.[1] ?? "";
      expect(fence.length).toBeGreaterThanOrEqual(3);
      expect(diff).not.toContain(fence);
    }),
  );
});

test("a diff of the limit is whole, one byte more is cut, and a line says so", () => {
  const whole = "x".repeat(WORKSPACE_DIFF_MAX_BYTES);
  expect(render([], whole)).not.toContain("truncated");
  expect(render([], whole)).toContain(`${whole}\n\`\`\`\n`);
  const cut = render([], `${whole}y`);
  expect(cut).toContain(`${whole}\n\`\`\`\n\nThe diff is truncated: only its first ${whole.length} bytes are shown.\n`);
  expect(cut).not.toContain("y\n```");
});

test("a cut never halves a character", () => {
  for (const character of ["é", "€", "\u{1f600}"]) {
    for (let shift = 0; shift < 4; shift += 1) {
      const diff = "x".repeat(WORKSPACE_DIFF_MAX_BYTES - shift) + character.repeat(3);
      const file = renderDiffFile([], Buffer.from(diff));
      const text = new TextDecoder("utf-8", { fatal: true }).decode(file);
      const shown = /diff\n(x+[^`\n]*)\n```\n/.exec(text)?.[1] ?? "";
      const bytes = Buffer.byteLength(shown);
      expect(bytes).toBeLessThanOrEqual(WORKSPACE_DIFF_MAX_BYTES);
      expect(bytes).toBeGreaterThan(WORKSPACE_DIFF_MAX_BYTES - Buffer.byteLength(character));
    }
  }
});
