import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redactCut } from "../../../lib/core/redact/redact-cut.ts";
import { readEvidence } from "../../../lib/edge/transcripts/read-evidence.ts";
import { expectGolden } from "../../helpers/golden.ts";
import { itemLine, messageLine, metaLine, threadId, writeTranscript } from "../../helpers/transcripts.ts";

const home = mkdtempSync(join(tmpdir(), "memories-evidence-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const FIXTURES = join(import.meta.dirname, "../../../fixtures");

const whole = (path: string) => [{ path, end: undefined }];
const read = (path: string, budgetBytes = 723_520) => readEvidence(whole(path), { budgetBytes, redact: redactCut });
const write = (lines: readonly string[] | Buffer, options = {}) => writeTranscript(home, threadId(1), lines, options);

const SAMPLES = join(FIXTURES, "rollouts/sessions/2026/11/22");
const REFERENCE = join(FIXTURES, "reference/home/sessions/2026/11/22");
const golden = (folder: string) =>
  readdirSync(folder).map((name) => [name.replace(/^rollout-\S{20}|\.jsonl$/g, ""), join(folder, name)] as const);

test.each([...golden(SAMPLES), ...golden(REFERENCE)])("the evidence of %s", async (name, path) => {
  const { text, skippedLines } = await read(path, 20_000);
  expect(skippedLines).toBe(0);
  expectGolden(`evidence/${name}.txt`, text);
});

test("a compressed transcript, CRLF and a byte order mark make no difference", async () => {
  const lines = [metaLine(threadId(1)), messageLine("user", "do it"), messageLine("assistant", "done")];
  const plain = await read(write(lines));
  expect(plain.text).toBe("[human user]\ndo it\n[assistant final]\ndone\n");
  expect(await read(write(lines, { compress: true }))).toEqual(plain);
  // The mark before the first line and the first line's carriage return stand before what follows.
  const shifted = plain.rows.map((row) => (row.byte === undefined ? row : { ...row, byte: row.byte + 4 }));
  expect(shifted).not.toEqual([...plain.rows]);
  expect(await read(write(Buffer.from(`\ufeff${lines.join("\r\n")}`)))).toEqual({ ...plain, rows: shifted });
});

test("a single line of 60 MB works, cut to its row", async () => {
  const output = `begin ${"log line é\n".repeat(4_700_000)} end`;
  const line = itemLine({ type: "function_call_output", call_id: "c", output });
  expect(Buffer.byteLength(line)).toBeGreaterThan(60_000_000);
  const { text, rows } = await read(write([metaLine(threadId(1)), line, messageLine("user", "after")]));
  expect(rows).toHaveLength(2);
  expect(Buffer.byteLength(rows[0]?.text ?? "")).toBeLessThanOrEqual(8_000);
  expect(text).toMatch(
    /^\[tool\]\nbegin log line é\n[^…]+…51\d{6} chars truncated…[^…]+ end\n\[human user\]\nafter\n$/,
  );
});

test("a line over 64 MiB is skipped and counted, the rest is used", async () => {
  const long = Buffer.alloc(65 * 1024 * 1024, "x");
  const bytes = Buffer.concat([
    Buffer.from(`${messageLine("user", "before")}\n`),
    long,
    Buffer.from(`\n${messageLine("user", "after")}\n`),
  ]);
  expect(await read(write(bytes))).toMatchObject({
    text: "[human user]\nbefore\n[human user]\nafter\n",
    skippedLines: 1,
  });
});

test("a transcript in which nobody speaks is empty, one without a usable line is an error", async () => {
  expect(await read(write([metaLine(threadId(1))]))).toEqual({
    text: "",
    rows: [],
    steps: [],
    omitted: 0,
    skippedLines: 0,
  });
  const empty = write(Buffer.from("no json\n"));
  await expect(read(empty)).rejects.toMatchObject({
    code: "rollout_unreadable",
    message: expect.stringContaining("no usable line"),
  });
  // The reading after a failed one is its own.
  expect((await read(write([messageLine("user", "x")]))).rows).toHaveLength(1);
});

test("an aborted reading ends with the reason", async () => {
  const path = write([messageLine("user", "x")]);
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(readEvidence(whole(path), { budgetBytes: 1_000, redact: redactCut, signal })).rejects.toThrow("stopped");
});

test("only what is called a transcript is read, and no link to one", async () => {
  const path = write([messageLine("user", "x")], { name: "history.jsonl" });
  await expect(read(path)).rejects.toThrow("not the name of a transcript");
  const link = join(home, "rollout-link.jsonl");
  symlinkSync(write([messageLine("user", "x")]), link);
  await expect(read(link)).rejects.toThrow("a symbolic link");
});
