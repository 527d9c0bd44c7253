import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { selectHeads } from "../../../lib/edge/state/memory/selection.ts";
import * as costSchema from "../../../lib/edge/state/open/cost-schema.ts";
import { fileUrl } from "../../../lib/edge/state/open/database-url.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "../../../lib/edge/state/open/migrate.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";
import * as schema from "../../../lib/edge/state/open/schema.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-open-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function refusal(work: Promise<unknown>): Promise<MemoriesError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof MemoriesError)) throw new Error(`not an expected failure: ${thrown}`);
  return thrown;
}

describe("a fresh database", () => {
  test("has its folder, its file and SQLite's files beside it for the user alone", async () => {
    const old = process.umask(0);
    try {
      const state = await openState({ url: `file:${join(dir, "home", "memories.db")}` });
      await state.client.execute("INSERT INTO meta VALUES ('a', 'b')");
      expect(statSync(join(dir, "home")).mode & 0o777).toBe(0o700);
      const files = readdirSync(join(dir, "home"));
      expect(files).toContain("memories.db");
      expect(files).toContain("memories.db-wal");
      for (const file of files) expect(statSync(join(dir, "home", file)).mode & 0o777).toBe(0o600);
      await state.close();
    } finally {
      process.umask(old);
    }
  });

  test("is in WAL mode with foreign keys on", async () => {
    const state = await openState({ url: `file:${join(dir, "memories.db")}` });
    expect((await state.client.execute("PRAGMA journal_mode")).rows[0]?.journal_mode).toBe("wal");
    expect((await state.client.execute("PRAGMA foreign_keys")).rows[0]?.foreign_keys).toBe(1);
    await state.close();
  });

  test("opens under any path when its URL is escaped", async () => {
    const home = join(dir, "50% of? a #home ü");
    const state = await openState({ url: fileUrl(join(home, "memories.db")) });
    await state.close();
    expect(existsSync(join(home, "memories.db"))).toBe(true);
  });

  test("is made once by eight processes that open it at the same time", async () => {
    const url = `file:${join(dir, "new", "memories.db")}`;
    const script = join(import.meta.dir, "open-once.ts");
    const children = Array.from({ length: 8 }, () =>
      Bun.spawn([process.execPath, script, url], { stdout: "pipe", stderr: "pipe" }),
    );
    const ids = await Promise.all(
      children.map(async (child) => {
        const [id, errors, exit] = await Promise.all([
          new Response(child.stdout).text(),
          new Response(child.stderr).text(),
          child.exited,
        ]);
        expect({ errors, exit }).toEqual({ errors: "", exit: 0 });
        return id.trim();
      }),
    );
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(1);
  });
});

test("a closed database is one file that holds everything", async () => {
  const path = join(dir, "memories.db");
  const state = await openState({ url: `file:${path}` });
  await state.client.execute("INSERT INTO meta VALUES ('kept', 'value')");
  await state.close();
  copyFileSync(path, join(dir, "copy.db"));
  const copy = await openState({ url: `file:${join(dir, "copy.db")}` });
  const rows = await copy.client.execute("SELECT value FROM meta WHERE key = 'kept'");
  expect(rows.rows[0]?.value).toBe("value");
  await copy.close();
});

test("what was deleted stands in no file of the database any more", async () => {
  const path = join(dir, "memories.db");
  const marker = "the-text-to-be-forgotten";
  const state = await openState({ url: `file:${path}` });
  await state.client.execute({ sql: "INSERT INTO meta VALUES ('a', ?)", args: [marker.repeat(2_000)] });
  await state.close();
  expect(readFileSync(path).includes(marker)).toBe(true);
  const again = await openState({ url: `file:${path}` });
  await again.client.execute("DELETE FROM meta WHERE key = 'a'");
  await again.close();
  for (const file of readdirSync(dir)) expect(readFileSync(join(dir, file)).includes(marker)).toBe(false);
});

describe("the schema", () => {
  const tables = Object.values({ ...schema, ...costSchema }).filter((each) => is(each, SQLiteTable));

  test("of drizzle is that of the SQL, column for column", async () => {
    const state = await openState({ url: "file::memory:" });
    for (const table of tables) {
      const config = getTableConfig(table);
      const keys = new Map(
        (config.primaryKeys[0]?.columns ?? config.columns.filter((column) => column.primary)).map((column, at) => [
          column.name,
          at + 1,
        ]),
      );
      const info = await state.client.execute(`PRAGMA table_info(${config.name})`);
      expect(info.rows.map((row) => [row.name, row.type, row.notnull, row.pk, row.dflt_value])).toEqual(
        config.columns.map((column) => [
          column.name,
          column.getSQLType().toUpperCase(),
          column.notNull || keys.has(column.name) ? 1 : 0,
          keys.get(column.name) ?? 0,
          defaultOf(column.default),
        ]),
      );
      const indexes = await state.client.execute(`PRAGMA index_list(${config.name})`);
      const made = indexes.rows.filter((row) => row.origin === "c").map((row) => String(row.name));
      expect(made.toSorted()).toEqual(config.indexes.map((index) => index.config.name).toSorted());
    }
    await state.close();
  });

  test("of an older database is brought up to date, with what is in it", async () => {
    const url = fileUrl(join(dir, "older.db"));
    const older = createClient({ url });
    await older.executeMultiple(MIGRATIONS[0] ?? "");
    await older.executeMultiple(`INSERT INTO meta (key, value) VALUES ('schema_version', '1'); PRAGMA user_version = 1;
      INSERT INTO threads (id, rollout_path, source, cwd, created_at, updated_at, codex_home)
        VALUES ('a', '/r', 'cli', '/w', 1, 1, '/h');
      INSERT INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, generated_at)
        VALUES ('a', 1, 'raw', 'summary', 1);`);
    older.close();
    const state = await openState({ url });
    const [row] = (await state.client.execute("SELECT agent, agent_home, native_id FROM threads")).rows;
    expect({ ...row }).toEqual({ agent: "codex", agent_home: "/h", native_id: null });
    const { memories, revision } = await selectHeads(state, { limit: 5, maxUnusedDays: 1 }, 1);
    expect(memories.map(({ threadId }) => threadId)).toEqual(["a"]);
    expect(revision).toMatch(/^[0-9a-f]{32}$/);
    await state.close();
  });

  test("of drizzle knows every table of the SQL", async () => {
    const state = await openState({ url: "file::memory:" });
    const made = await state.client.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    expect(made.rows.map((row) => String(row.name))).toEqual(tables.map((table) => getTableConfig(table).name).sort());
    await state.close();
  });
});

function defaultOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? `'${value}'` : String(Number(value));
}

describe("what is not ours is refused and left as it is", () => {
  test.each([
    ["a text file", Buffer.from("these are my notes\n")],
    ["one byte", Buffer.from("S")],
    ["the first half of the header", Buffer.from("SQLite f")],
    [
      "a header and nothing that follows from it",
      Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4_096, 7)]),
    ],
  ])("%s", async (_name, bytes) => {
    const path = join(dir, "memories.db");
    writeFileSync(path, bytes);
    const error = await refusal(openState({ url: `file:${path}` }));
    expect(error.code).toBe("state_not_a_database");
    expect(error.message).toContain(path);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(dir)).toEqual(["memories.db"]);
  });

  test("a folder", async () => {
    const error = await refusal(openState({ url: `file:${dir}` }));
    expect(error.code).toBe("state_not_a_database");
  });

  test("the database of another program", async () => {
    const path = join(dir, "other.db");
    const other = createClient({ url: `file:${path}` });
    await other.execute("CREATE TABLE threads (id TEXT PRIMARY KEY)");
    other.close();
    const before = readFileSync(path);
    const error = await refusal(openState({ url: `file:${path}` }));
    expect(error.code).toBe("state_not_a_database");
    expect(error.message).toContain("another program");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    `UPDATE meta SET value = '${SCHEMA_VERSION + 1}' WHERE key = 'schema_version'`,
    `PRAGMA user_version = ${SCHEMA_VERSION + 1}`,
  ])("a database that a newer version wrote: %s", async (sql) => {
    const path = join(dir, "memories.db");
    const first = await openState({ url: `file:${path}` });
    await first.client.execute(sql);
    await first.close();
    const before = readFileSync(path);
    const error = await refusal(openState({ url: `file:${path}` }));
    expect(error.code).toBe("state_newer_schema");
    expect(error.message).toContain(path);
    expect(error.hint).toContain("update memories");
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe("a database that cannot be used", () => {
  test("in a folder that cannot be made says which and what to do", async () => {
    writeFileSync(join(dir, "file"), "");
    const error = await refusal(openState({ url: `file:${join(dir, "file", "memories.db")}` }));
    expect(error.code).toBe("home_not_writable");
    expect(error.message).toContain(join(dir, "file", "memories.db"));
    expect(error.hint).toContain("--home");
  });

  test("that another program keeps locked is busy", async () => {
    const path = join(dir, "memories.db");
    const holder = await openState({ url: `file:${path}` });
    const lock = await holder.client.transaction("write");
    const other = await openState({ url: `file:${path}`, busyTimeoutMs: 20 });
    const error = await refusal(other.client.execute("INSERT INTO meta VALUES ('a', 'b')"));
    expect(error.code).toBe("busy");
    expect(error.kind).toBe("failure");
    lock.close();
    holder.close();
    other.close();
  });

  test.each([
    "nonsense",
    "postgres://host/db",
    "memories.db",
    "file:",
    "file://host/x.db",
    "libsql://",
    "file:a%ZZ.db",
    "file:x.db?mode=ro",
  ])("named %p is a bad option with a remedy", async (url) => {
    const error = await refusal(openState({ url }));
    expect(error.code).toBe("bad_option");
    expect(error.hint).toContain("libsql://");
  });
});

describe("a database beyond this machine", () => {
  const token = "tok-3f9a-very-private";

  test.each([
    "http://db.example.com",
    "ws://db.example.com",
    "http://127.0.0.1.example.com",
    "http://user@db.example.com",
    "libsql://db.example.com:8080?tls=0",
    "http://localhost.example.com/x",
    "HTTP://DB.EXAMPLE.COM",
  ])("is not reached without encryption: %s", async (url) => {
    const error = await refusal(openState({ url, token }));
    expect(error.code).toBe("insecure_database");
    expect(error.hint).toContain("--insecure");
  });

  test.each(["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "ws://127.0.0.1:1"])(
    "may be a plain one on loopback: %s",
    async (url) => {
      const error = await refusal(openState({ url, token }));
      expect(error.code).toBe("state_unreachable");
      expect(error.hint).toContain("MEMORIES_DB_TOKEN");
    },
  );

  test("may be a plain one when the user says so", async () => {
    const error = await refusal(openState({ url: "http://memories.invalid:1", token, insecure: "allow" }));
    expect(error.code).toBe("state_unreachable");
  });

  test("never has its token shown, wherever the token stood", async () => {
    const urls = [
      `http://127.0.0.1:1/?authToken=${token}`,
      `http://user:${token}@127.0.0.1:1/`,
      `http://127.0.0.1:1/`,
      `http://db.example.com/?authToken=${token}`,
      `nonsense?authToken=${token}`,
      `http://127.0.0.1:1/?authToken=${token}&bad=1`,
    ];
    for (const url of urls) {
      const error = await refusal(openState({ url, token }));
      expect(`${error.message} ${error.hint} ${error.stack} ${error.cause}`).not.toContain(token);
    }
  });
});

test("a file that lost its write permission still opens nowhere else", async () => {
  const home = join(dir, "home");
  mkdirSync(home);
  chmodSync(home, 0o500);
  const error = await openState({ url: `file:${join(home, "memories.db")}` }).then(
    async (state) => void (await state.close()),
    (thrown: unknown) => thrown,
  );
  // The superuser may write anywhere; everybody else is told.
  if (error !== undefined) expect(error).toMatchObject({ code: "home_not_writable" });
  expect(readdirSync(dir)).toEqual(["home"]);
});
