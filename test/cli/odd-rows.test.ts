/** What other programs write into the tables is the failure of those rows: no command is a bug, and the next one works. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

const ODD: Readonly<Record<string, string>> = {
  "text in the place of a lease": "UPDATE jobs SET lease_until = 'soon', status = 'running'",
  "times of 2^63": "UPDATE jobs SET retry_at = 9223372036854775807, lease_until = 9223372036854775807",
  "times that are no whole numbers": "UPDATE jobs SET finished_at = 1e300, retry_at = 1e300",
  "the least of all numbers": "UPDATE jobs SET retry_remaining = -9223372036854775808",
  "a time beyond all dates": "UPDATE stage1_outputs SET source_updated_at = 9007199254740991",
  "a count of 2^63": "UPDATE stage1_outputs SET usage_count = 9223372036854775807",
  "bytes in the place of a path": "UPDATE threads SET rollout_path = x'ff00ff'",
  "bytes in the place of a key": "UPDATE OR IGNORE jobs SET job_key = x'00ff' WHERE kind = 'memory_stage1'",
};
const COMMANDS = [
  ["status"],
  ["threads"],
  ["jobs"],
  ["extract", "--offline", "--limit", "1"],
  ["consolidate", "--offline", "--force"],
  ["log"],
  ["doctor"],
];

let place: Sandbox;
let kept = "";
beforeAll(() => {
  place = sandbox({ program: [binary()] });
  expect(place.run(["extract", "--offline", "--limit", "4"]).exit).toBe(0);
  expect(place.run(["consolidate", "--offline"]).exit).toBe(0);
  kept = join(place.dir, "kept");
  cpSync(place.home, kept, { recursive: true });
});
afterAll(() => place.dispose());

for (const [what, sql] of Object.entries(ODD)) {
  test(`${what}: a command works, or says what it found and leaves the next one a sound database`, () => {
    for (const command of COMMANDS) {
      rmSync(place.home, { recursive: true });
      cpSync(kept, place.home, { recursive: true });
      const database = new Database(join(place.home, "memories.db"));
      database.exec(sql);
      database.close();
      const { exit, stderr } = place.run(command);
      if (exit !== 0) {
        expect({ command, exit, stderr }).toMatchObject({ exit: 1, stderr: expect.stringContaining("never writes") });
        expect(stderr).toMatch(/(?:jobs|stage1_outputs|threads)\.[a-z_]+/);
      }
      const next = place.run(command);
      expect({ command, exit: next.exit, stderr: next.exit === 0 ? "" : next.stderr }).toEqual({
        command,
        exit: 0,
        stderr: "",
      });
    }
  });
}

const UNREADABLE: Readonly<Record<string, string>> = {
  "threads.id": "UPDATE threads SET id = CAST(x'41ff42' AS TEXT) WHERE rowid = 1",
  "jobs.last_error": "UPDATE jobs SET last_error = CAST(x'ff' AS TEXT)",
  "stage1_outputs.raw_memory": "UPDATE stage1_outputs SET raw_memory = CAST(x'2d2061ff62' AS TEXT)",
  "meta.value": "UPDATE meta SET value = CAST(x'80' AS TEXT) WHERE key = 'clock'",
};

for (const [where, sql] of Object.entries(UNREADABLE)) {
  test(`a text in ${where} that is no UTF-8 ends one command at most: the next mends it, says so, and works`, () => {
    for (const command of [["status"], ["consolidate", "--offline", "--force"], ["jobs"]]) {
      rmSync(place.home, { recursive: true });
      cpSync(kept, place.home, { recursive: true });
      const database = new Database(join(place.home, "memories.db"));
      database.exec(sql);
      database.close();
      const first = place.run(command);
      const next = place.run(command);
      expect({ command, exit: next.exit, stderr: next.stderr }).toEqual({
        command,
        exit: 0,
        stderr: first.exit === 0 ? "" : expect.stringContaining(`cannot be read, now mended or void: ${where}`),
      });
      expect(place.run(command).stderr).toBe("");
    }
  });
}

test("a database of ours that has lost the version of its tables is damaged, not another program's", () => {
  for (const value of ["CAST(x'ff' AS TEXT)", "'five'", "''"]) {
    rmSync(place.home, { recursive: true });
    cpSync(kept, place.home, { recursive: true });
    const database = new Database(join(place.home, "memories.db"));
    database.exec(`UPDATE meta SET value = ${value} WHERE key = 'schema_version'`);
    database.close();
    const { exit, stderr } = place.run(["status"]);
    expect({ value, exit, stderr }).toEqual({ value, exit: 1, stderr: expect.stringContaining("doctor --restore") });
    expect(place.run(["doctor", "--restore", "--yes"]).stdout).toContain("restored the copy");
    expect(place.run(["status"]).exit).toBe(0);
  }
});

test("bytes in the place of a memory are its text as far as they are text", () => {
  rmSync(place.home, { recursive: true });
  cpSync(kept, place.home, { recursive: true });
  const database = new Database(join(place.home, "memories.db"));
  const { thread_id } = database.query("SELECT thread_id FROM stage1_outputs").get() as { thread_id: string };
  database.exec("UPDATE stage1_outputs SET raw_memory = x'2d206120ff20666163742e'");
  database.close();
  expect(place.run(["show", thread_id]).stderr).toContain("stage1_outputs.raw_memory");
  expect(place.run(["show", thread_id]).stdout).toContain("- a \uFFFD fact.");
});

test("a header that no SQLite wrote is a damaged database, and no bug", () => {
  rmSync(place.home, { recursive: true });
  cpSync(kept, place.home, { recursive: true });
  const path = join(place.home, "memories.db");
  const bytes = readFileSync(path);
  // The schema format number, which is 1 to 4.
  bytes.writeUInt32BE(9, 44);
  writeFileSync(path, bytes);
  expect(place.run(["status"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("database is damaged") });
});

test("a table that another program dropped is a damaged database, and no bug", () => {
  rmSync(place.home, { recursive: true });
  cpSync(kept, place.home, { recursive: true });
  const database = new Database(join(place.home, "memories.db"));
  database.exec("PRAGMA foreign_keys = OFF; DROP TABLE stage1_outputs");
  database.close();
  expect(place.run(["status"])).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining("lacks what this program made"),
  });
  expect(place.run(["doctor", "--restore"]).stdout).toContain("restored the copy");
  expect(place.run(["status"]).exit).toBe(0);
});
