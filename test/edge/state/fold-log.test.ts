/** What a disk that fails to read or write does to the state database: nothing is lost, and nothing is believed. */
import { dlopen, FFIType } from "bun:ffi";
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, copyFileSync, mkdtempSync, openSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLogComparison } from "../../../lib/edge/state/open/log-comparison.ts";
import { openState, type State } from "../../../lib/edge/state/open/open.ts";

let dir = "";
let path = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-fold-"));
  path = join(dir, "memories.db");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const { symbols: libc } = dlopen(process.platform === "darwin" ? "libc.dylib" : "libc.so.6", {
  dup: { args: [FFIType.i32], returns: FFIType.i32 },
  dup2: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
});

/** Puts handles that cannot be read in the place of this process's own on a file; returns what undoes it. */
function makeUnreadable(file: string): () => void {
  const handles = readdirSync("/proc/self/fd").filter((name) => linkAt(`/proc/self/fd/${name}`) === file);
  expect(handles.length).toBeGreaterThan(0);
  const kept = handles.map((name) => [Number(name), libc.dup(Number(name))] as const);
  for (const [handle] of kept) {
    const writeOnly = openSync(file, "a");
    libc.dup2(writeOnly, handle);
    closeSync(writeOnly);
  }
  return () => {
    for (const [handle, copy] of kept) {
      libc.dup2(copy, handle);
      closeSync(copy);
    }
  };
}

function linkAt(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

const WORDS = 400;
const word = (number: number): string => `${number} `.repeat(700);

/** Writes more than fits into a few pages, so that most of it stands in the log alone. */
async function fill(state: State): Promise<void> {
  await state.client.batch(
    Array.from({ length: WORDS }, (_, number) => ({
      sql: "INSERT INTO meta VALUES (?, ?)",
      args: [`word ${number}`, word(number)],
    })),
    "write",
  );
}

/** Every word, as stock SQLite reads them from a copy of the files. */
function expectWhole(): void {
  const copy = join(dir, "copy.db");
  for (const end of ["", "-wal"])
    if (statSync(path + end, { throwIfNoEntry: false })) copyFileSync(path + end, copy + end);
  const database = new Database(copy);
  try {
    expect(database.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    const rows = database.query("SELECT key, value FROM meta WHERE key LIKE 'word %'").all() as {
      key: string;
      value: string;
    }[];
    expect(rows.length).toBe(WORDS);
    for (const { key, value } of rows) expect(value).toBe(word(Number(key.slice("word ".length))));
  } finally {
    database.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(copy + end, { force: true });
  }
}

test("a log that cannot be read is not folded: it and the database stay as they are, and the next process folds it", async () => {
  const state = await openState({ url: `file:${path}` });
  await fill(state);
  const size = statSync(`${path}-wal`).size;
  const restore = makeUnreadable(`${path}-wal`);
  expect(await state.close()).toMatchObject({ kind: "failed", reason: expect.stringContaining("memories.db") });
  restore();
  expect(statSync(`${path}-wal`).size).toBe(size);
  expectWhole();
  const next = await openState({ url: `file:${path}` });
  await next.client.execute("INSERT INTO meta VALUES ('next', '')");
  expect(await next.close()).toEqual({ kind: "folded" });
  expect(statSync(`${path}-wal`).size).toBe(0);
  expectWhole();
});

test("a read of the log that fails is told, and what depends on it is not written", async () => {
  const state = await openState({ url: `file:${path}` });
  await state.client.execute("PRAGMA wal_autocheckpoint = 0");
  await state.client.execute("CREATE TABLE numbered (id INTEGER PRIMARY KEY, text TEXT, changed INTEGER DEFAULT 0)");
  await state.client.execute(
    "INSERT INTO numbered (text) SELECT hex(zeroblob(400)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT i FROM n)",
  );
  // So few pages that one is read again for nearly every row, while those on the way to it stay.
  await state.client.execute("PRAGMA cache_size = 20");
  const failed: number[] = [];
  for (let id = 1; id <= 400; id += 1) {
    const far = ((id + 200) % 400) + 1;
    await state.client.execute({
      sql: "SELECT count(*) FROM numbered WHERE id BETWEEN ? AND ? + 150",
      args: [far, far],
    });
    const restore = makeUnreadable(`${path}-wal`);
    const done = await state.client.execute({ sql: "UPDATE numbered SET changed = 1 WHERE id = ?", args: [id] }).then(
      ({ rowsAffected }) => rowsAffected,
      (thrown: unknown) => thrown,
    );
    restore();
    if (done === 1) continue;
    // Zero rows would be a row that is lost without a word.
    expect(done).toMatchObject({ name: "MemoriesError" });
    failed.push(id);
  }
  expect(failed.length).toBeGreaterThan(0);
  const { rows } = await state.client.execute("SELECT id FROM numbered WHERE changed = 0 ORDER BY id");
  expect(rows.map(({ id }) => Number(id))).toEqual(failed);
  expect((await state.client.execute("PRAGMA integrity_check")).rows[0]?.integrity_check).toBe("ok");
  await state.close();
});

test("a log whose pages the database does not hold is no folded one", async () => {
  const state = await openState({ url: `file:${path}` });
  await fill(state);
  await state.client.execute("PRAGMA wal_checkpoint(PASSIVE)");
  const frames = (await state.client.execute("PRAGMA wal_checkpoint(PASSIVE)")).rows[0]?.log;
  const comparison = openLogComparison(path);
  expect(comparison.compare(Number(frames))).toBeUndefined();
  expect(comparison.compare(Number(frames) + 1)).toBe("the log ends too early");
  comparison.close();
  await state.client.execute({ sql: "UPDATE meta SET value = ? WHERE key = 'word 7'", args: ["other"] });
  const later = openLogComparison(path);
  expect(later.compare(1)).toMatch(/^page \d+ of the database is not that of the log$/);
  later.close();
  await state.close();
});
