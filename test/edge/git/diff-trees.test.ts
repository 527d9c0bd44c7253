import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { pathUnder } from "../../../lib/core/tree/path-bytes.ts";
import { type GitRoot, gitRoot, PERSON, runGitAsPerson, treeOf } from "../../helpers/git-root.ts";

let root: GitRoot;
beforeEach(() => {
  root = gitRoot();
});
afterEach(() => root.dispose());

type Node =
  | { readonly kind: "file" | "program"; readonly content: string }
  | { readonly kind: "link"; readonly to: string };

/** Names that clash as file and folder, sort oddly, or must be quoted. */
const path = fc.constantFrom(
  "a",
  "a/b",
  "a/b/c",
  "a.b",
  "a-b",
  "b c ",
  "tab\t",
  'q"u',
  "é",
  "x\\y",
  "n\nl",
  "-p",
  "*",
  "\udcff",
);
/** Few lines, so that many of them are the same before and after. */
const text = fc
  .array(
    fc.constantFrom(
      "one\n",
      "two\n",
      "\n",
      "- minus\n",
      "+++ b/x\n",
      "crlf\r\n",
      "no end",
      "\\ back\n",
      "é\u{1f600}\n",
    ),
    {
      maxLength: 12,
    },
  )
  .map((lines) => lines.join(""));
const content = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom("", "caf\udce9\n", "nul\0inside\n", "\udcff\udc80") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
);
const node: fc.Arbitrary<Node> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("file" as const, "program" as const), content }) },
  {
    weight: 1,
    // None that leads to itself and has a path below it: `git apply` cannot replace such a link by a folder.
    arbitrary: fc.record({ kind: fc.constant("link" as const), to: fc.constantFrom("a.b", "../é", "/no where") }),
  },
);
const tree = fc.uniqueArray(fc.tuple(path, node), { selector: ([name]) => name, maxLength: 8 });

function put(folder: string, nodes: readonly (readonly [string, Node])[]): void {
  const taken: string[] = [];
  for (const [name, each] of nodes) {
    // A name that another one needs as a folder, or lies under it, is left out.
    if (taken.some((other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`))) continue;
    taken.push(name);
    const place = pathUnder(folder, name);
    mkdirSync(pathUnder(folder, dirname(name)), { recursive: true });
    if (each.kind === "link") symlinkSync(each.to, place);
    else {
      writeFileSync(place, Buffer.from(encode(each.content)));
      chmodSync(place, each.kind === "program" ? 0o755 : 0o644);
    }
  }
}

function encode(text: string): Uint8Array {
  return Buffer.concat([...text].map((c) => (c.isWellFormed() ? Buffer.from(c) : Buffer.of(c.charCodeAt(0) & 0xff))));
}

/** What `git apply` makes of the baseline with a patch. */
function applied(patch: Uint8Array): Map<string, string> {
  const copy = join(root.dir, "copy");
  rmSync(copy, { recursive: true, force: true });
  runGitAsPerson(root.dir, ["-c", "core.protectNTFS=false", "clone", "-q", root.root, copy]);
  if (patch.length > 0) {
    const result = spawnSync("git", ["apply", "--whitespace=nowarn"], { cwd: copy, env: PERSON, input: patch });
    if (result.status !== 0) throw new Error(`${result.stderr}\n${Buffer.from(patch)}`);
  }
  return treeOf(copy);
}

test("git apply of the patch on the baseline reproduces any tree", async () => {
  await fc.assert(
    fc.asyncProperty(tree, tree, async (before, after) => {
      rmSync(root.root, { recursive: true, force: true });
      mkdirSync(root.root);
      put(root.root, before);
      await root.init();
      await root.record();
      for (const name of treeOf(root.root).keys())
        rmSync(pathUnder(root.root, name.split("/")[0] ?? ""), { recursive: true, force: true });
      put(root.root, after);
      const patch = await root.patch();
      expect(applied(patch)).toEqual(treeOf(root.root));
      // So does the patch as a JSON string: it is text whatever the files hold.
      expect(Buffer.from(patch.toString("utf8")).equals(patch)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("a text without index lines, with modes, three lines of context, in path order", async () => {
  await root.init();
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 1}\n`);
  root.write("MEMORY.md", lines.join(""));
  root.write("gone.md", "gone\n");
  root.write("run.sh", "echo\n");
  root.write("was-file", "text");
  root.write("moved-from.md", "the same content\n");
  await root.record();
  root.write("MEMORY.md", lines.join("").replace("line 10\n", "line ten\n"));
  root.remove("gone.md");
  root.remove("moved-from.md");
  root.write("moved-to.md", "the same content\n");
  root.write("run.sh", "echo\n", 0o700);
  root.remove("was-file");
  root.link("was-file", "MEMORY.md");
  root.write("empty.md", "");
  root.write("tab\t.md", "x\n");
  expect((await root.patch()).toString()).toBe(`diff --git a/MEMORY.md b/MEMORY.md
--- a/MEMORY.md
+++ b/MEMORY.md
@@ -7,7 +7,7 @@ line 6
 line 7
 line 8
 line 9
-line 10
+line ten
 line 11
 line 12
 line 13
diff --git a/empty.md b/empty.md
new file mode 100644
diff --git a/gone.md b/gone.md
deleted file mode 100644
--- a/gone.md
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/moved-from.md b/moved-from.md
deleted file mode 100644
--- a/moved-from.md
+++ /dev/null
@@ -1 +0,0 @@
-the same content
diff --git a/moved-to.md b/moved-to.md
new file mode 100644
--- /dev/null
+++ b/moved-to.md
@@ -0,0 +1 @@
+the same content
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git "a/tab\\t.md" "b/tab\\t.md"
new file mode 100644
--- /dev/null
+++ "b/tab\\t.md"
@@ -0,0 +1 @@
+x
diff --git a/was-file b/was-file
deleted file mode 100644
--- a/was-file
+++ /dev/null
@@ -1 +0,0 @@
-text
\\ No newline at end of file
diff --git a/was-file b/was-file
new file mode 120000
--- /dev/null
+++ b/was-file
@@ -0,0 +1 @@
+MEMORY.md
\\ No newline at end of file
`);
});

test("for the diff file a binary file is one line", async () => {
  await root.init();
  root.write("image.png", Uint8Array.of(1, 0, 2));
  root.write("latin1.txt", Uint8Array.of(0x63, 0xe9, 10));
  await root.record();
  root.write("image.png", Uint8Array.of(1, 0, 3));
  root.write("latin1.txt", "now text\n");
  expect((await root.patch("line")).toString()).toBe(`diff --git a/image.png b/image.png
Binary files a/image.png and b/image.png differ
diff --git a/latin1.txt b/latin1.txt
Binary files a/latin1.txt and b/latin1.txt differ
`);
});

test("looking at changes writes nothing into the root and leaves nothing behind", async () => {
  await root.init();
  root.write("MEMORY.md", "one\n");
  await root.record();
  root.write("MEMORY.md", "two\n");
  root.write("new/file.md", "new\n");
  const before = snapshotOf(root.root);
  await root.patch();
  expect(snapshotOf(root.root)).toEqual(before);
  expect(spawnSync("ls", ["-A", root.options.scratchIn]).stdout.toString()).toBe("");
});

/** Every path with its times, `.git` included. */
function snapshotOf(folder: string): string[] {
  const { stdout } = spawnSync("find", [folder, "-printf", "%p %y %m %s %T@ %C@ %i\n"]);
  return stdout.toString().trim().split("\n").toSorted();
}
