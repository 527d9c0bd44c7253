/**
 * Values that other programs wrote into the tables and this one never does: text or a number without measure where a
 * time or a count belongs, bytes in the place of a key. The driver cannot even read some of them, so that one row would
 * fail whoever reads the table.
 */
import { getTableName, is, type SQL, sql } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { fault } from "../../../core/fault.ts";
import * as costTables from "../open/cost-schema.ts";
import type { State } from "../open/open.ts";
import * as tables from "../open/schema.ts";
import { KEPT_AS_TEXT, mendUnreadableTexts } from "./unreadable-texts.ts";

/** The furthest time that a date can be, in seconds; no count or size of ours comes near it, nor a time in milliseconds. */
const LARGEST = 8_640_000_000_000;

interface Mending {
  /** `<table>.<column>`. */
  readonly where: string;
  readonly statement: SQL;
}

/**
 * Voids such values in one transaction: the column becomes what it is in a fresh row; a row whose key is none goes; then
 * mends texts that are none. Says where there were some.
 */
export async function mendOddValues(state: State): Promise<string[]> {
  const mendings = Object.values({ ...tables, ...costTables }).flatMap((table) =>
    is(table, SQLiteTable) ? mendingsOf(table) : [],
  );
  const [first, ...rest] = mendings.map(({ statement }) => state.orm.run(statement));
  if (first === undefined) return [];
  fault("state.mend", state.url);
  const results = await state.orm.batch([first, ...rest]);
  const odd = mendings.filter((_, at) => (results[at]?.rowsAffected ?? 0) > 0).map(({ where }) => where);
  return [...odd, ...(await mendUnreadableTexts(state))];
}

function mendingsOf(table: SQLiteTable): Mending[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const keys = new Set([...primaryKeys.flatMap((key) => key.columns), ...columns.filter(({ primary }) => primary)]);
  const name = getTableName(table);
  return columns.flatMap((column): Mending[] => {
    const value = sql.identifier(column.name);
    const where = `${name}.${column.name}`;
    const type = column.getSQLType();
    if (keys.has(column)) {
      const wrong = type === "integer" ? sql`typeof(${value}) <> 'integer'` : sql`typeof(${value}) <> 'text'`;
      return [{ where, statement: sql`DELETE FROM ${sql.identifier(name)} WHERE ${wrong}` }];
    }
    if (type === "text") {
      // Those are mended one by one.
      if (KEPT_AS_TEXT.has(where)) return [];
      const blank = column.notNull ? sql`''` : sql`NULL`;
      return [
        {
          where,
          statement: sql`UPDATE ${sql.identifier(name)} SET ${value} = ${blank} WHERE typeof(${value}) = 'blob'`,
        },
      ];
    }
    const kinds = type === "integer" ? sql`'integer', 'null'` : sql`'integer', 'real', 'null'`;
    const wrong = sql`typeof(${value}) NOT IN (${kinds}) OR abs(${value} / 2) > ${LARGEST / 2}`;
    const fresh = column.notNull ? sql`0` : sql`NULL`;
    return [{ where, statement: sql`UPDATE ${sql.identifier(name)} SET ${value} = ${fresh} WHERE ${wrong}` }];
  });
}
