/** The state database is the only copy of what was remembered: what keeps it, in the real binary. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { SAMPLE_NOW } from "../helpers/moment.ts";

const TODAY = SAMPLE_NOW.slice(0, "YYYY-MM-DD".length);
let place: Sandbox;
let database = "";
let copies = "";
beforeEach(() => {
  place = sandbox({ program: [binary()] });
  database = join(place.home, "memories.db");
  copies = join(place.home, "backups");
});
afterEach(() => place.dispose());

const namesOfCopies = (): string[] => (existsSync(copies) ? readdirSync(copies).toSorted() : []);
const copy = (name = `memories-${TODAY}.db`): string => join(copies, name);

function ok(...args: string[]): string {
  const { exit, stdout, stderr } = place.run(args);
  expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
  return stdout;
}

function removeDatabase(): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(database + end, { force: true });
}

/** The ids of the memories in a database file, as stock SQLite reads them from a copy. */
function memoriesIn(path: string): string[] {
  const read = join(place.dir, "read.db");
  copyFileSync(path, read);
  const opened = new Database(read);
  try {
    expect(opened.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    const rows = opened.query("SELECT thread_id FROM stage1_outputs ORDER BY thread_id").all() as {
      thread_id: string;
    }[];
    return rows.map(({ thread_id }) => thread_id);
  } finally {
    opened.close();
  }
}

function check(name: string): { status: string; detail: string; hint: string | null } {
  const { checks } = place.json(["doctor"]) as {
    checks: { name: string; status: string; detail: string; hint: string | null }[];
  };
  const found = checks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

describe("one checked copy a day", () => {
  test("is made by the first command that leaves memories, whole and for this user alone", () => {
    ok("status");
    // It claims and writes, and yet transcripts can make all of it anew.
    ok("consolidate", "--offline");
    expect(namesOfCopies()).toEqual([]);
    ok("extract", "--offline", "--limit", "3");
    expect(namesOfCopies()).toEqual([`memories-${TODAY}.db`]);
    expect(statSync(copies).mode & 0o777).toBe(0o700);
    expect(statSync(copy()).mode & 0o777).toBe(0o600);
    expect(memoriesIn(copy())).toEqual(memoriesIn(database));
    const { ino } = statSync(copy());
    ok("extract", "--offline", "--limit", "3");
    expect(statSync(copy()).ino).toBe(ino);
    expect(check("copies")).toMatchObject({ status: "ok", detail: expect.stringContaining(`of ${TODAY}`) });
  });

  test("is kept for three days of use", () => {
    for (const day of ["23", "24", "25", "26", "28"]) {
      const env = { MEMORIES_NOW: `2026-11-${day}T12:00:00Z` };
      expect(place.run(["note", `of day ${day}`], { env }).exit).toBe(0);
      expect(place.run(["extract", "--offline", "--limit", "1"], { env }).exit).toBe(0);
    }
    expect(namesOfCopies()).toEqual(["memories-2026-11-25.db", "memories-2026-11-26.db", "memories-2026-11-28.db"]);
  });

  test("that a kill interrupted leaves nothing: the next command makes it, and takes away what was begun", () => {
    for (const at of ["state.copy", "folder.rename"]) {
      rmSync(place.home, { recursive: true, force: true });
      const env = { MEMORIES_FAULT: `kill:${at}` };
      ok("status");
      expect(place.run(["extract", "--offline", "--limit", "3"], { env }).signal).toBe("SIGKILL");
      expect(namesOfCopies().filter((name) => name.endsWith(".db"))).toEqual([]);
      ok("note", "again");
      ok("extract", "--offline", "--limit", "1");
      expect(namesOfCopies()).toEqual([`memories-${TODAY}.db`]);
      expect(memoriesIn(copy())).toEqual(memoriesIn(database));
    }
  });

  test("of a damaged database is none: it is told, and the sound ones stay", () => {
    ok("extract", "--offline", "--limit", "3");
    const sound = readFileSync(copy());
    const bytes = readFileSync(database);
    const opened = new Database(database, { readonly: true });
    const root = opened.query("SELECT rootpage FROM sqlite_master WHERE name = 'signals'").get() as {
      rootpage: number;
    };
    opened.close();
    bytes.fill(0x5a, (root.rootpage - 1) * 4_096, root.rootpage * 4_096);
    writeFileSync(database, bytes);
    const env = { MEMORIES_NOW: "2026-11-24T12:00:00Z" };
    const { stderr } = place.run(["jobs", "retry", "--all"], { env });
    expect(`${stderr}${place.run(["extract", "--offline", "--limit", "1"], { env }).stderr}`).toContain("damaged");
    expect(namesOfCopies()).toEqual([`memories-${TODAY}.db`]);
    expect(readFileSync(copy()).equals(sound)).toBe(true);
  });
});

describe("what is forgotten stands in no copy", () => {
  const marker = "`sh backup.sh` ran without an error";
  const POSIX = "01a203bf-1699-7571-9ac6-ba31009c2bab";
  const holds = (): string[] => namesOfCopies().filter((name) => readFileSync(copy(name)).includes(marker));

  beforeEach(() => {
    ok("extract", "--offline", "--limit", "8");
    copyFileSync(copy(), copy("memories-2026-11-20.db"));
    copyFileSync(copy(), copy("memories.0123abcd-2026-11-21.db"));
    expect(holds()).toEqual(namesOfCopies());
  });

  test("forget removes the copies that hold the thread, of every database, and makes a fresh one", () => {
    const all = namesOfCopies();
    expect((place.json(["forget", POSIX, "--dry-run"]).copies as string[]).toSorted()).toEqual(all);
    expect(namesOfCopies()).toEqual(all);
    expect((place.json(["forget", POSIX]).copies as string[]).toSorted()).toEqual(all);
    expect(namesOfCopies()).toEqual([`memories-${TODAY}.db`]);
    expect(holds()).toEqual([]);
    const left = memoriesIn(copy());
    expect(left.length).toBeGreaterThan(0);
    expect(left).not.toContain(POSIX);
  });

  test("clear removes the copies of its database, and what it makes then holds no memory", () => {
    ok("clear", "--yes");
    expect(namesOfCopies()).toEqual([`memories-${TODAY}.db`, "memories.0123abcd-2026-11-21.db"]);
    expect(memoriesIn(copy())).toEqual([]);
  });

  test("a purge names every other database that still holds it", () => {
    ok("consolidate", "--offline");
    const stale = `${database}.before`;
    copyFileSync(database, stale);
    const { exit, stderr } = place.run(["forget", POSIX, "--purge"]);
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(stale) });
    expect(stderr).not.toContain(copies);
    rmSync(stale);
    ok("forget", POSIX, "--purge");
  });
});

describe("doctor --restore puts the last sound copy back", () => {
  const LOSSES: Readonly<Record<string, () => void>> = {
    "was removed": removeDatabase,
    "was emptied": () => truncateSync(database, 0),
    "was cut short": () => truncateSync(database, 20_000),
    "became noise": () => {
      const bytes = readFileSync(database);
      bytes.fill(0xa7, 4_096);
      writeFileSync(database, bytes);
    },
    "was made anew by the next command": () => {
      removeDatabase();
      place.run(["status"]);
    },
  };

  for (const [what, lose] of Object.entries(LOSSES)) {
    test(`when the database ${what}`, () => {
      ok("extract", "--offline", "--limit", "8");
      const memories = memoriesIn(copy());
      lose();
      const lost = existsSync(database) ? readFileSync(database) : undefined;
      expect(check("copies")).toMatchObject({ status: "warning", hint: expect.stringContaining("doctor --restore") });
      const kept = existsSync(database) && lost !== undefined;
      const told = place.json(["doctor", "--restore"]) as { restored: { memories: number; aside: string | null } };
      expect(told.restored).toMatchObject({ day: TODAY, memories: memories.length });
      expect(memoriesIn(database)).toEqual(memories);
      expect(statSync(database).mode & 0o777).toBe(0o600);
      expect(place.run(["consolidate", "--offline"]).exit).toBe(0);
      if (kept) expect(existsSync(told.restored.aside ?? "")).toBe(true);
    });
  }

  test("and asks first when the database is sound and holds memories", () => {
    ok("extract", "--offline", "--limit", "3");
    ok("extract", "--offline", "--limit", "5");
    const before = memoriesIn(database);
    expect(place.run(["doctor", "--restore"])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining(`the database is sound and holds ${before.length} memories`),
    });
    expect(memoriesIn(database)).toEqual(before);
    const { restored } = place.json(["doctor", "--restore", "--yes"]) as { restored: { aside: string } };
    expect(memoriesIn(database).length).toBeLessThan(before.length);
    expect(memoriesIn(restored.aside)).toEqual(before);
  });

  test("and says so when there is none", () => {
    ok("status");
    expect(place.run(["doctor", "--restore"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("no copy") });
  });

  test("and a command that finds the database gone says where its copy is", () => {
    ok("extract", "--offline", "--limit", "3");
    removeDatabase();
    expect(place.run(["status"])).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining(`memories doctor --restore puts back the copy of ${TODAY}`),
    });
  });
});

describe("a database that is removed or replaced while a run works is a failure of the run", () => {
  const CHANGES: Readonly<Record<string, () => void>> = {
    removed: removeDatabase,
    "moved away": () => renameSync(database, `${database}.elsewhere`),
    "replaced by a copy": () => {
      copyFileSync(copy(), `${database}.new`);
      renameSync(`${database}.new`, database);
    },
    "robbed of its log": () => rmSync(`${database}-wal`),
  };

  for (const [what, change] of Object.entries(CHANGES)) {
    test(what, async () => {
      ok("extract", "--offline", "--limit", "2");
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const model = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        idleTimeout: 0,
        fetch: async () => {
          asked.resolve();
          await answered.promise;
          return Response.json({ error: { message: "no" } }, { status: 400 });
        },
      });
      const env = { OPENAI_BASE_URL: `http://127.0.0.1:${model.port}/v1` };
      const child = place.start(["extract", "--model", "m", "--context-window", "100000", "--limit", "1"], env);
      let stderr = "";
      child.stderr?.on("data", (chunk) => {
        stderr += chunk;
      });
      const ended = new Promise((resolve) => child.once("close", resolve));
      await asked.promise;
      change();
      answered.resolve();
      expect({ exit: await ended, stderr }).toEqual({
        exit: 1,
        stderr: expect.stringContaining("database was removed or replaced while it was in use"),
      });
      await model.stop(true);
      // The log of the old file may lie beside another one now, which is damaged by it: then its copy is a word away.
      if (place.run(["status"]).exit !== 0) expect(place.run(["doctor", "--restore"]).stdout).toContain("restored");
      ok("status");
    });
  }
});

test("a driver that cannot be loaded is told as such, and says nothing against the database", () => {
  ok("extract", "--offline", "--limit", "3");
  const before = memoriesIn(database);
  rmSync(join(place.home, "cache"), { recursive: true });
  // Neither the home nor another folder has room for it.
  const confined = (...words: string[]) => {
    const env = { ...place.env, TMPDIR: join(place.dir, "nowhere"), BUN_TMPDIR: join(place.dir, "nowhere") };
    return spawnSync("sh", ["-c", 'ulimit -f 100; exec "$@"', "sh", binary(), ...words], { env, encoding: "utf8" });
  };
  const { status, stderr } = confined("status");
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("driver cannot be loaded") });
  expect(stderr).not.toMatch(/damaged|not a database|a bug/);
  const { stdout } = confined("doctor");
  expect(stdout).toMatch(/FAILED +state +the database's driver cannot be loaded/);
  expect(stdout).not.toContain("--restore");
  expect(memoriesIn(database)).toEqual(before);
  ok("status");
});
