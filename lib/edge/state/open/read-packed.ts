import { type Column, type GetColumnData, is, SQL, sql } from "drizzle-orm";
import type { State } from "./open.ts";
import type { Present } from "./rows.ts";
import { run } from "./run.ts";

type Fields = Readonly<Record<string, Column | SQL>>;
type Value<Field> = Field extends Column ? GetColumnData<Field> : Field extends SQL<infer Of> ? Of : never;

/** A row: each of its groups with its fields; what is absent is `undefined`. */
export type PackedRow<Groups extends Readonly<Record<string, Fields>>> = {
  -readonly [Group in keyof Groups]: Present<{ -readonly [Name in keyof Groups[Group]]: Value<Groups[Group][Name]> }>;
};

/**
 * Reads many rows as one value, in no order: the driver makes an object of each row and defines each of its cells twice,
 * which for thousands of sessions takes longer than all that is done with them. `from` is the statement from `FROM` on.
 * A BLOB, which no column of ours holds, is read as if nothing were there.
 */
export async function readPacked<Groups extends Readonly<Record<string, Fields>>>(
  state: State,
  groups: Groups,
  from: SQL,
): Promise<PackedRow<Groups>[]> {
  const packed = sql.join(Object.values(groups).map(packedGroup), sql`, `);
  const [all] = await run(
    state.orm.all<{ rows: string }>(sql`SELECT json_group_array(json_array(${packed})) AS rows ${from}`),
  );
  const rows: unknown[][][] = JSON.parse(all?.rows ?? "[]");
  const unpack = Object.entries(groups).map(([group, fields]) => [group, unpackerOf(fields)] as const);
  return rows.map((row) => {
    const read: Record<string, unknown> = {};
    for (const [at, [group, unpacked]] of unpack.entries()) read[group] = unpacked(row[at] ?? []);
    return read as PackedRow<Groups>;
  });
}

function packedGroup(fields: Fields): SQL {
  const cells = Object.values(fields).map(
    (field) => sql`CASE typeof(${field}) WHEN 'blob' THEN NULL ELSE ${field} END`,
  );
  return sql`json_array(${sql.join(cells, sql`, `)})`;
}

function unpackerOf(fields: Fields): (values: readonly unknown[]) => Record<string, unknown> {
  const names = Object.keys(fields);
  const decoders = Object.values(fields).map(decoderOf);
  return (values) => {
    const group: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) {
      const [decode, value] = [decoders[at], values[at] ?? undefined];
      group[names[at] ?? ""] = value === undefined || decode === undefined ? value : decode(value);
    }
    return group;
  };
}

/** What makes a value of the program out of one of the database, where they differ: booleans are numbers there. */
function decoderOf(field: Column | SQL): ((value: unknown) => unknown) | undefined {
  if (is(field, SQL) || field.dataType !== "boolean") return undefined;
  return (value) => field.mapFromDriverValue(value);
}
