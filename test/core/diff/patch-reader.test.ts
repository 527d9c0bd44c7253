import { expect, test } from "bun:test";
import { applyPatch, createTwoFilesPatch, FILE_HEADERS_ONLY, parsePatch } from "diff";
import fc from "fast-check";
import { type PatchPiece, patchReader } from "../../../lib/core/diff/patch-reader.ts";

const PATCH = `diff --git a/MEMORY.md b/MEMORY.md
index 1111111..2222222 100644
--- a/MEMORY.md
+++ b/MEMORY.md
@@ -1,2 +1,4 @@ heading
 kept
--- a/not a header
+diff --git a/neither b/this
+++ b/nor that
+index 0000000..1111111
\\ No newline at end of file
diff --git a/empty b/empty
new file mode 100644
index 0000000..e69de29
diff --git a/image b/image
index 1111111111111111111111111111111111111111..2222222222222222222222222222222222222222 100644
GIT binary patch
literal 3
Kc\${NkU|;|M00aO5

literal 0
HcmV?d00001

diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git a/other.bin b/other.bin
index 1111111..2222222 100644
Binary files a/other.bin and b/other.bin differ
diff --git a/last b/last
deleted file mode 100644
index e69de29..0000000
--- a/last
+++ /dev/null
@@ -1 +0,0 @@
-gone
`;

function read(chunks: readonly Uint8Array[]): { pieces: PatchPiece[]; reader: ReturnType<typeof patchReader> } {
  const reader = patchReader();
  const pieces = chunks.flatMap((chunk) => reader.push(chunk));
  return { pieces: [...pieces, ...reader.end()], reader };
}

const textOf = (pieces: readonly PatchPiece[]) => Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

/** Kind and text of every line, whatever pieces it came in. */
function linesOf(pieces: readonly PatchPiece[]): string[] {
  const kinds = pieces.flatMap(({ kind, bytes }) => [...Buffer.from(bytes).toString("latin1")].map(() => kind));
  const text = textOf(pieces);
  let at = 0;
  return text.split(/(?<=\n)/).map((line) => {
    const kind = kinds[at];
    at += line.length;
    return `${kind}: ${line}`;
  });
}

test("index lines are left out but where a binary patch needs its own", () => {
  const shown = textOf(read([Buffer.from(PATCH)]).pieces);
  const expected = PATCH.split("\n").filter((line) => !/^index [0-9a-f]{7}\.\./.test(line));
  expect(shown).toBe(expected.join("\n"));
  expect(shown).toContain(`index ${"1".repeat(40)}..${"2".repeat(40)} 100644\nGIT binary patch`);
});

test("lines are told by their place: content that looks like a header stays content", () => {
  const lines = linesOf(read([Buffer.from(PATCH)]).pieces);
  expect(lines).toContain("removed: --- a/not a header\n");
  expect(lines).toContain("added: +diff --git a/neither b/this\n");
  expect(lines).toContain("added: +++ b/nor that\n");
  expect(lines).toContain("added: +index 0000000..1111111\n");
  expect(lines).toContain("note: \\ No newline at end of file\n");
  expect(lines).toContain("hunk: @@ -1,2 +1,4 @@ heading\n");
  expect(lines).toContain("header: +++ b/MEMORY.md\n");
  expect(lines).toContain("binary: literal 3\n");
});

test("each section counts its lines, and knows when it has none", () => {
  expect(read([Buffer.from(PATCH)]).reader.sections).toEqual([
    { additions: 3, deletions: 1, binary: false },
    { additions: 0, deletions: 0, binary: false },
    { additions: 0, deletions: 0, binary: true },
    { additions: 0, deletions: 0, binary: false },
    { additions: 0, deletions: 0, binary: true },
    { additions: 0, deletions: 1, binary: false },
  ]);
});

test("where a patch is cut into chunks makes no difference", () => {
  const bytes = Buffer.from(PATCH);
  const whole = read([bytes]);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, n) => bytes.subarray(at[n], end));
      const parts = read(chunks);
      expect(linesOf(parts.pieces)).toEqual(linesOf(whole.pieces));
      expect(parts.reader.sections).toEqual(whole.reader.sections);
    }),
  );
});

test("a line of many megabytes in many chunks is read in one go", () => {
  const head = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+";
  const chunk = Buffer.alloc(65_536, "x");
  const chunks = [Buffer.from(head), ...Array.from({ length: 400 }, () => chunk), Buffer.from("\n+end\n")];
  const { pieces, reader } = read(chunks);
  expect(reader.sections).toEqual([{ additions: 2, deletions: 0, binary: false }]);
  expect(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(head.length + 400 * 65_536 + 6);
});

/** Lines that a patch may take for its own, beside plain ones. */
const line = fc.constantFrom(
  "a",
  "b",
  "",
  "-- a/x",
  "++ b/x",
  "@@ -1 +1 @@",
  "diff --git a/x b/x",
  "index 1..2",
  "\\ No",
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((each) => `${each}\n`).join(""));
const files = fc.array(fc.record({ before: text, after: text, cut: fc.nat(40) }), { minLength: 1, maxLength: 4 });

test("another reader of patches counts the same lines, and finds in what is passed on the whole change", () => {
  fc.assert(
    fc.property(files, (all) => {
      const changed = all.filter(({ before, after }) => before !== after);
      const patch = changed.map(({ before, after }, at) => {
        const made = createTwoFilesPatch(`a/${at}`, `b/${at}`, before, after, "", "", {
          headerOptions: FILE_HEADERS_ONLY,
        });
        return `diff --git a/${at} b/${at}\nindex 1111111..2222222 100644\n${made}`;
      });
      const whole = Buffer.from(patch.join(""));
      const cut = Math.min(changed[0]?.cut ?? 0, whole.length);
      const { pieces, reader } = read([whole.subarray(0, cut), whole.subarray(cut)]);
      const parsed = patch.length === 0 ? [] : parsePatch(textOf(pieces));
      const count = (at: number, sign: string): number =>
        (parsed[at]?.hunks ?? []).flatMap(({ lines }) => lines).filter((each) => each.startsWith(sign)).length;
      for (const [at, { before, after }] of changed.entries()) {
        expect(reader.sections[at]).toEqual({ additions: count(at, "+"), deletions: count(at, "-"), binary: false });
        expect(applyPatch(before, parsed[at] ?? "")).toBe(after);
      }
      expect(reader.sections).toHaveLength(changed.length);
    }),
  );
});
