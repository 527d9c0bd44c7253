/**
 * Texts that are none: bytes that are no UTF-8, as a damaged page or another program leaves them. The driver ends the
 * process over one of them, so they are found through their bytes.
 */
import { isUtf8 } from "node:buffer";
import { getTableName, is, type SQL, sql } from "drizzle-orm";
import { getTableConfig, type SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { fault } from "../../../core/fault.ts";
import * as costTables from "../open/cost-schema.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import * as tables from "../open/schema.ts";

/** Bytes there are somebody's memory, whatever type they have, and are kept as far as they are text. */
export const KEPT_AS_TEXT: ReadonlySet<string> = new Set([
  "stage1_outputs.raw_memory",
  "stage1_outputs.rollout_summary",
]);

/** So many rows are looked at in one query. */
const PAGE = 500;

interface TextColumn {
  readonly table: SQL;
  readonly column: SQL;
  /** `<table>.<column>`. */
  readonly where: string;
  readonly isKey: boolean;
  readonly notNull: boolean;
}

/**
 * Mends such texts: memories keep what of them is text, other values become what they are in a fresh row, and a row whose
 * key is unreadable goes. Says where there were some. Reads every text of the database.
 */
export async function mendUnreadableTexts(state: State): Promise<string[]> {
  const mended: string[] = [];
  for (const one of textColumns()) if (await mendColumn(state, one)) mended.push(one.where);
  return mended;
}

function textColumns(): TextColumn[] {
  return Object.values({ ...tables, ...costTables }).flatMap((table) => {
    if (!is(table, SQLiteTable)) return [];
    const { columns, primaryKeys } = getTableConfig(table);
    const keys = new Set([...primaryKeys.flatMap((key) => key.columns), ...columns.filter(({ primary }) => primary)]);
    const name = getTableName(table);
    const describe = (column: SQLiteColumn): TextColumn => ({
      table: sql`${sql.identifier(name)}`,
      column: sql`${sql.identifier(column.name)}`,
      where: `${name}.${column.name}`,
      // What a fact about the database was is made anew where its row is gone.
      isKey: keys.has(column) || name === getTableName(tables.meta),
      notNull: column.notNull,
    });
    return columns.filter((column) => column.getSQLType() === "text").map(describe);
  });
}

async function mendColumn(state: State, one: TextColumn): Promise<boolean> {
  const { table, column, where } = one;
  const kinds = KEPT_AS_TEXT.has(where) ? sql`('text', 'blob')` : sql`('text')`;
  let mended = false;
  for (let last = -1; ; ) {
    const rows = await run(
      state.orm.all<{ id: number; type: string; bytes: ArrayBuffer }>(
        sql`SELECT rowid AS id, typeof(${column}) AS type, CAST(${column} AS BLOB) AS bytes FROM ${table}
          WHERE rowid > ${last} AND typeof(${column}) IN ${kinds} ORDER BY rowid LIMIT ${PAGE}`,
      ),
    );
    for (const { id, type, bytes } of rows) {
      if (type === "text" && isUtf8(new Uint8Array(bytes))) continue;
      mended = true;
      fault("state.mend", where);
      await run(state.orm.run(mending(one, id, bytes)));
    }
    const end = rows.at(-1)?.id;
    if (end === undefined) return mended;
    last = end;
  }
}

function mending({ table, column, where, isKey, notNull }: TextColumn, id: number, bytes: ArrayBuffer): SQL {
  if (isKey) return sql`DELETE FROM ${table} WHERE rowid = ${id}`;
  const text = KEPT_AS_TEXT.has(where)
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    : notNull
      ? ""
      : null;
  return sql`UPDATE ${table} SET ${column} = ${text} WHERE rowid = ${id}`;
}
