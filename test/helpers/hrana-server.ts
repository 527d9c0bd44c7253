import { Database, SQLiteError } from "bun:sqlite";
import { setTimeout as pause } from "node:timers/promises";

/**
 * A database server on loopback that speaks the HTTP protocol of libSQL (Hrana 2, JSON) over a real SQLite file: what
 * `http:` URLs reach. Streams are kept by baton, so interactive transactions span requests as they do elsewhere.
 */
export interface HranaServer extends AsyncDisposable {
  readonly url: string;
  /** Requests answered so far. */
  readonly requests: () => number;
}

type Value = { type: "null" } | { type: "integer" | "text"; value: string } | { type: "float"; value: number };
interface Stmt {
  readonly sql?: string;
  readonly sql_id?: number;
  readonly args?: readonly Value[];
  readonly named_args?: readonly { readonly name: string; readonly value: Value }[];
}
type Condition =
  | { readonly type: "ok"; readonly step: number }
  | { readonly type: "error"; readonly step: number }
  | { readonly type: "not"; readonly cond: Condition }
  | { readonly type: "and"; readonly conds: readonly Condition[] }
  | { readonly type: "or"; readonly conds: readonly Condition[] };
interface Request {
  readonly type: string;
  readonly stmt?: Stmt;
  readonly batch?: { readonly steps: readonly { readonly condition?: Condition | null; readonly stmt: Stmt }[] };
  readonly sql?: string;
  readonly sql_id?: number;
}
interface Stream {
  readonly db: Database;
  readonly texts: Map<number, string>;
}

/** Starts a server over `path` that asks for `token`. */
export function hranaServer(path: string, token: string): HranaServer {
  const streams = new Map<string, Stream>();
  let requests = 0;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      requests += 1;
      if (request.headers.get("authorization") !== `Bearer ${token}`) {
        const message = `not authorized: ${request.headers.get("authorization")}`;
        // The client reads the body only under exactly this type.
        const headers = { "content-type": "application/json" };
        return new Response(JSON.stringify({ message, code: "UNAUTHORIZED" }), { status: 401, headers });
      }
      if (new URL(request.url).pathname !== "/v2/pipeline") return new Response("", { status: 404 });
      const body = (await request.json()) as { baton?: string | null; requests: Request[] };
      const baton = body.baton ?? crypto.randomUUID();
      const stream = streams.get(baton) ?? { db: openDatabase(path), texts: new Map() };
      streams.set(baton, stream);
      const results = [];
      for (const one of body.requests) results.push(await answer(stream, one));
      const closed = body.requests.some((one) => one.type === "close");
      if (closed) {
        stream.db.close();
        streams.delete(baton);
      }
      return Response.json({ baton: closed ? null : baton, base_url: null, results });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      for (const stream of streams.values()) stream.db.close();
    },
  };
}

function openDatabase(path: string): Database {
  const db = new Database(path, { create: true });
  db.exec("PRAGMA foreign_keys = ON");
  return db;
}

async function answer(stream: Stream, request: Request): Promise<object> {
  try {
    return { type: "ok", response: { type: request.type, ...(await respond(stream, request)) } };
  } catch (error) {
    return { type: "error", error: errorOf(error) };
  }
}

async function respond(stream: Stream, request: Request): Promise<object> {
  if (request.type === "execute" && request.stmt !== undefined) return { result: await execute(stream, request.stmt) };
  if (request.type === "sequence") stream.db.exec(textOf(stream, request));
  if (request.type === "store_sql") stream.texts.set(request.sql_id ?? 0, request.sql ?? "");
  if (request.type === "close_sql") stream.texts.delete(request.sql_id ?? 0);
  if (request.type === "get_autocommit") return { is_autocommit: !stream.db.inTransaction };
  if (request.type !== "batch") return {};
  const results: (object | null)[] = [];
  const errors: (object | null)[] = [];
  for (const step of request.batch?.steps ?? []) {
    const wanted = step.condition === undefined || step.condition === null || holds(step.condition, results, errors);
    try {
      results.push(wanted ? await execute(stream, step.stmt) : null);
      errors.push(null);
    } catch (error) {
      results.push(null);
      errors.push(errorOf(error));
    }
  }
  return { result: { step_results: results, step_errors: errors } };
}

function holds(condition: Condition, results: readonly unknown[], errors: readonly unknown[]): boolean {
  const inner = (one: Condition) => holds(one, results, errors);
  if (condition.type === "ok") return results[condition.step] !== null;
  if (condition.type === "error") return errors[condition.step] !== null;
  if (condition.type === "not") return !inner(condition.cond);
  return condition.type === "and" ? condition.conds.every(inner) : condition.conds.some(inner);
}

/** Runs a statement; while another stream holds the lock it waits without blocking the server. */
async function execute(stream: Stream, stmt: Stmt): Promise<object> {
  const statement = stream.db.prepare(textOf(stream, stmt));
  const named = Object.fromEntries(
    (stmt.named_args ?? []).map(({ name, value }) => [withSigil(name), toSqlite(value)]),
  );
  const parameters = (stmt.args ?? []).length > 0 ? (stmt.args ?? []).map(toSqlite) : [named];
  for (;;) {
    try {
      const rows = statement.values(...parameters) ?? [];
      const changes = stream.db.prepare("SELECT changes() AS n").get() as { n: number };
      return {
        cols: statement.columnNames.map((name) => ({ name, decltype: null })),
        rows: rows.map((row) => row.map(toHrana)),
        affected_row_count: changes.n,
        last_insert_rowid: null,
      };
    } catch (error) {
      if (!(error instanceof SQLiteError) || error.code !== "SQLITE_BUSY") throw error;
      await pause(2);
    }
  }
}

function textOf(stream: Stream, one: Pick<Stmt, "sql" | "sql_id">): string {
  return one.sql ?? stream.texts.get(one.sql_id ?? -1) ?? "";
}

function withSigil(name: string): string {
  return /^[:@$]/.test(name) ? name : `:${name}`;
}

function toSqlite(value: Value): string | number | null {
  if (value.type === "null") return null;
  return value.type === "integer" ? Number(value.value) : value.value;
}

function toHrana(value: unknown): Value {
  if (value === null) return { type: "null" };
  if (typeof value === "string") return { type: "text", value };
  if (Number.isInteger(value)) return { type: "integer", value: String(value) };
  return { type: "float", value: Number(value) };
}

function errorOf(error: unknown): object {
  return { message: String(error), code: error instanceof SQLiteError ? (error.code ?? null) : null };
}
