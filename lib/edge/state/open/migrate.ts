/**
 * Brings a database to the current schema: forward only, in one write transaction that reads the version again,
 * so that any number of processes may open a fresh database at once.
 */
import type { Client, ResultSet } from "@libsql/client";
import { MemoriesError } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import first from "../migrations/0001_state.sql" with { type: "text" };
import second from "../migrations/0002_selection.sql" with { type: "text" };
import third from "../migrations/0003_one_cache.sql" with { type: "text" };
import fourth from "../migrations/0004_agents_and_costs.sql" with { type: "text" };
import fifth from "../migrations/0005_spending_runs.sql" with { type: "text" };
import type { DatabaseAddress } from "./database-url.ts";
import { noDatabase } from "./driver-error.ts";

/** All migrations in order; the schema version is how many of them were run. */
export const MIGRATIONS: readonly string[] = [first, second, third, fourth, fifth];

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

interface Reader {
  execute(sql: string): Promise<ResultSet>;
}

/**
 * The schema version of a database; 0 when it is empty. Throws `state_not_a_database` when it holds the tables of
 * another program, `state_newer_schema` when a newer version of this one wrote it. Reads only.
 */
export async function readSchemaVersion(reader: Reader, address: DatabaseAddress): Promise<number> {
  const display = address.display;
  let marked = 0;
  if (address.kind !== "remote") {
    const mark = await reader.execute("PRAGMA user_version");
    marked = Number(mark.rows[0]?.user_version);
    if (marked > SCHEMA_VERSION) throw newerSchema(display, marked);
  }
  const tables = await reader.execute(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  if (tables.rows.length === 0) return 0;
  if (!tables.rows.some((row) => row.name === "meta")) throw otherProgram(display);
  const columns = await reader.execute(
    "SELECT count(*) AS n FROM pragma_table_info('meta') WHERE name IN ('key', 'value')",
  );
  if (Number(columns.rows[0]?.n) !== 2) throw otherProgram(display);
  // Read as a number: a text that is no UTF-8 ends the process in the driver.
  const stored = await reader.execute(
    `SELECT CAST(value AS INTEGER) AS version, CAST(value AS INTEGER) || '' = value AS is_number
      FROM meta WHERE key = 'schema_version'`,
  );
  const version = Number(stored.rows[0]?.is_number) === 1 ? Number(stored.rows[0]?.version) : 0;
  if (version < 1) throw marked > 0 ? withoutVersion(display) : otherProgram(display);
  if (version > SCHEMA_VERSION) throw newerSchema(display, version);
  return version;
}

/** What nearly every opening finds, seen in one statement; whatever is odd is looked at closely. */
async function isCurrent(client: Client): Promise<boolean> {
  try {
    const { rows } = await client.execute(
      `SELECT value = '${SCHEMA_VERSION}' AND user_version = ${SCHEMA_VERSION} AS current
        FROM meta, pragma_user_version WHERE key = 'schema_version'`,
    );
    return Number(rows[0]?.current) === 1;
  } catch {
    // Whatever it was, the close look meets it again and says it properly.
    return false;
  }
}

/** Runs the migrations that are missing. Does nothing, and takes no lock, when there is none. */
export async function migrate(client: Client, address: DatabaseAddress): Promise<void> {
  if (await isCurrent(client)) return;
  if ((await readSchemaVersion(client, address)) === SCHEMA_VERSION) return;
  fault("state.migrate", address.display);
  const transaction = await client.transaction("write");
  try {
    const version = await readSchemaVersion(transaction, address);
    for (const sql of MIGRATIONS.slice(version)) await transaction.executeMultiple(sql);
    await transaction.execute({
      sql: "INSERT INTO meta (key, value) VALUES ('schema_version', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      args: [String(SCHEMA_VERSION)],
    });
    // The file's own version field says it too, for whoever looks with other tools; servers do not let it be set.
    if (address.kind !== "remote") await transaction.execute(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    await transaction.commit();
  } finally {
    transaction.close();
  }
}

/** The file says that this program made it, and its tables do not say which version. */
function withoutVersion(display: string): MemoriesError {
  return new MemoriesError("state_damaged", `database has lost the version of its tables: ${display}`, {
    hint: "memories doctor --restore puts back the last copy",
  });
}

function otherProgram(display: string): MemoriesError {
  return noDatabase(display, "it holds the tables of another program");
}

/** The refusal of a database that a newer program wrote. */
export function newerSchema(display: string, version: number): MemoriesError {
  return new MemoriesError(
    "state_newer_schema",
    `database was written by a newer version: ${display} has schema ${version}, this program knows ${SCHEMA_VERSION}`,
    { hint: "update memories, or name another database with --db" },
  );
}
