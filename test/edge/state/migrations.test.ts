import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import * as costSchema from "../../../lib/edge/state/open/cost-schema.ts";
import { MIGRATIONS } from "../../../lib/edge/state/open/migrate.ts";
import * as schema from "../../../lib/edge/state/open/schema.ts";

const FOLDER = join(import.meta.dir, "../../../lib/edge/state/migrations");
type Snapshot = Awaited<ReturnType<typeof generateSQLiteDrizzleJson>>;

const snapshots = readdirSync(join(FOLDER, "meta"))
  .filter((name) => name.endsWith("_snapshot.json"))
  .toSorted();

function snapshotAt(at: number): Snapshot {
  return JSON.parse(readFileSync(join(FOLDER, "meta", snapshots.at(at) ?? ""), "utf8"));
}

test("the schema has nothing that the migrations have not: to generate again makes no migration", async () => {
  const now = await generateSQLiteDrizzleJson({ ...schema, ...costSchema });
  expect(await generateSQLiteMigration(snapshotAt(-1), now)).toEqual([]);
});

test("a table that no migration made would make one", async () => {
  const { tables, ...rest } = snapshotAt(-1);
  const older = { ...rest, tables: Object.fromEntries(Object.entries(tables).filter(([name]) => name !== "roots")) };
  const made = await generateSQLiteMigration(older, await generateSQLiteDrizzleJson({ ...schema, ...costSchema }));
  expect(made.join()).toContain("CREATE TABLE `roots`");
});

test("what is embedded is every file of the folder, in its order and in the journal's", () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  expect(files.map((name) => readFileSync(join(FOLDER, name), "utf8"))).toEqual([...MIGRATIONS]);
  const journal: { entries: { idx: number; tag: string }[] } = JSON.parse(
    readFileSync(join(FOLDER, "meta/_journal.json"), "utf8"),
  );
  expect(journal.entries.map(({ tag }) => `${tag}.sql`)).toEqual(files);
  expect(journal.entries.map(({ idx }) => idx)).toEqual(files.map((_, at) => at + 1));
});
