import { Database } from "bun:sqlite";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { grownRecord, hasOutputs } from "./grown-records.ts";

/** What the sessions of a home grow into. */
export interface HomeGrowth {
  /** How many bytes each session shall have at least; as many sessions as sizes. */
  readonly sizes: readonly number[];
  readonly output: () => string;
}

/** A transcript that others are made of. */
export interface Original {
  readonly path: string;
  /** As much of its session's id as its name has. */
  readonly sessionId: string;
  /** The file beside it that describes the session. */
  readonly record?: string | undefined;
}

/** A file that was made, and its size. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: number;
}

/** Makes sessions out of some transcripts, each of them its own records again and again, in the folders of those. */
export function growFiles(originals: readonly Original[], { sizes, output }: HomeGrowth): MadeFile[] {
  const read = originals
    .map((original) => ({
      ...original,
      ...recordsIn(original.path),
      beside: original.record === undefined ? undefined : readFileSync(original.record, "utf8"),
    }))
    .filter(({ records }) => hasOutputs(records));
  for (const { path } of originals) rmSync(path);
  return sizes.map((size, n) => {
    const original = read[n % read.length];
    if (original === undefined) throw new Error("a home without transcripts");
    const { path, sessionId, head, records, record, beside } = original;
    const fresh = freshId(sessionId, n);
    const target = path.replaceAll(sessionId, fresh);
    mkdirSync(dirname(target), { recursive: true });
    if (record !== undefined) {
      writeFileSync(record.replaceAll(sessionId, fresh), beside?.replaceAll(sessionId, fresh) ?? "");
    }
    const file = openSync(target, "w");
    let bytes = writeSync(file, head);
    for (let copy = 0; copy === 0 || bytes < size; copy += 1) {
      const growth = { sessionId, output, copy: `${n}-${copy}` };
      const texts = records.map((record) => JSON.stringify(grownRecord(record, growth)).replaceAll(sessionId, fresh));
      const before = head !== "" && copy > 0 ? "," : "";
      bytes += writeSync(file, head === "" ? `${texts.join("\n")}\n` : `${before}${texts.join(",\n")}`);
    }
    bytes += head === "" ? 0 : writeSync(file, "]}\n");
    closeSync(file);
    return { path: target, bytes };
  });
}

/** The records of a transcript; of a document its messages, with what stands before them. */
function recordsIn(path: string): { head: string; records: readonly unknown[] } {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".jsonl")) {
    return { head: "", records: text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])) };
  }
  const { messages, ...members } = JSON.parse(text);
  return { head: `${JSON.stringify(members).slice(0, -1)},"messages":[`, records: messages };
}

/** An id of the same form, up to its last six digits. */
function freshId(id: string, n: number): string {
  return `${id.slice(0, -6)}${(n + 0x100000).toString(16)}`;
}

/** Rows of the tables of OpenCode. */
type Row = Record<string, string | number | null>;

/** Makes sessions out of those of a database of OpenCode; the bytes of the records of each. */
export function growDatabase(path: string, { sizes, output }: HomeGrowth): number[] {
  const database = new Database(path);
  database.run("pragma foreign_keys = off");
  const rowsOf = (table: string, where: string, ...args: string[]) =>
    database.query<Row, string[]>(`select * from ${table} where ${where}`).all(...args);
  const originals = rowsOf("session", "parent_id is null")
    .map((session) => {
      const id = String(session.id);
      const order = "session_id = ? order by time_created, id";
      return { session, id, messages: rowsOf("message", order, id), parts: rowsOf("part", order, id) };
    })
    .filter(({ parts }) => hasOutputs(parts.map(({ data }) => JSON.parse(String(data)))));
  const insert = (table: string, row: Row) => {
    const names = Object.keys(row);
    const statement = `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`;
    database.query(statement).run(...Object.values(row));
  };
  for (const table of ["session", "message", "part"]) database.run(`delete from ${table}`);
  database.run("delete from event");
  const made: number[] = [];
  database.transaction(() => {
    for (const [n, size] of sizes.entries()) {
      const original = originals[n % originals.length];
      if (original === undefined) throw new Error("a database without sessions");
      const { session, id, messages, parts } = original;
      const fresh = `${id}_${n}`;
      insert("session", { ...later(session, n), id: fresh });
      let bytes = 0;
      for (let copy = 0; copy === 0 || bytes < size; copy += 1) {
        const growth = { sessionId: id, output, copy: `${n}-${copy}` };
        const grown = (row: Row): Row => {
          const data = JSON.stringify(grownRecord(JSON.parse(String(row.data)), growth));
          bytes += Buffer.byteLength(data);
          const ids = { id: `${row.id}_${growth.copy}`, session_id: fresh };
          const own = { ...later(row, n + copy * COPY_MS), ...ids, data };
          return row.message_id === undefined ? own : { ...own, message_id: `${row.message_id}_${growth.copy}` };
        };
        for (const row of messages) insert("message", grown(row));
        for (const row of parts) insert("part", grown(row));
      }
      made.push(bytes);
    }
  })();
  database.run("pragma wal_checkpoint(truncate)");
  database.close();
  // Its client is at rest, as those of the sessions in files are.
  const anHourAgo = Date.now() / 1_000 - 3_600;
  utimesSync(path, anHourAgo, anHourAgo);
  return made;
}

/** One copy of a session's messages comes after the other. */
const COPY_MS = 3_600_000;

function later(row: Row, ms: number): Row {
  const times = Object.entries(row).filter(([name, value]) => name.startsWith("time_") && typeof value === "number");
  return { ...row, ...Object.fromEntries(times.map(([name, value]) => [name, Number(value) + ms])) };
}
