import { afterAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import fc from "fast-check";
import type { AgentStep } from "../../../../lib/core/agents/session/agent-step.ts";
import { findForks } from "../../../../lib/core/agents/session/session-families.ts";
import { sessionMetadata } from "../../../../lib/core/agents/session/session-metadata.ts";
import { type JsonObject, listOf, objectOf } from "../../../../lib/core/text/json.ts";
import { feedMessages } from "../../../../lib/edge/transcripts/sessions/feed-messages.ts";
import { withSnapshot } from "../../../../lib/edge/transcripts/sessions/kept-snapshot.ts";
import {
  databaseSessions,
  indexDatabaseSession,
  isSessionDatabase,
  readDatabaseSession,
} from "../../../../lib/edge/transcripts/sessions/session-database.ts";
import { copyHome, hashOf, textsIn } from "../../../helpers/agent-home.ts";

const scratch = mkdtempSync(join(tmpdir(), "agent-scratch-"));
const { person, home, truth } = copyHome("opencode");
const database = join(home, "opencode.db");
afterAll(() => {
  for (const folder of [scratch, person]) rmSync(folder, { recursive: true });
});

async function readAll() {
  return withSnapshot(database, scratch, async (copy) => {
    const sessions = await databaseSessions(copy);
    return Promise.all(
      sessions.map(async (session) => {
        const steps: AgentStep[] = [];
        await readDatabaseSession(copy, "opencode", session, (step) => steps.push(step));
        const state = await indexDatabaseSession(copy, "opencode", session);
        const setting = { agent: "opencode", nativeId: session.id, mtimeMs: session.updatedMs } as const;
        return { id: session.id, steps, state, metadata: sessionMetadata(state, setting) };
      }),
    );
  });
}

describe("the database of OpenCode", async () => {
  const before = hashOf(person);
  const sessions = await readAll();
  const byId = new Map(sessions.map((session) => [session.id, session]));

  test("holds the sessions of the ground truth and no other", () => {
    expect([...byId.keys()].sort()).toEqual(truth.map(({ thread }) => thread).sort());
  });

  for (const session of truth) {
    test(`${session.scene}: exactly the person's turns are theirs, and the metadata is right`, () => {
      const found = byId.get(session.thread);
      if (found === undefined) throw new Error(`no session ${session.thread}`);
      expect(found.metadata.source).toBe(sourceOf(session.scene));
      expect(found.metadata.cwd).toBe(session.cwd ?? "");
      expect(found.metadata.modelProvider).toBe("local");
      expect(found.metadata.clientVersion).toBe("1.18.33");
      // The prompt of a sub-agent is no person's; such a session is never read for its own sake.
      if (found.metadata.source === "subagent") return;
      const fold = (text: string) => text.replaceAll(/\s+/g, " ").trim();
      expect(textsIn(found.steps, "human user").map(fold)).toEqual(session.human.map(({ text }) => fold(text)));
    });
  }

  test("a fork's copies are told from its own turns, and its parent is found by them", () => {
    const fork = truth.find(({ scene }) => scene === "subagent+fork");
    const parent = truth.find(({ scene }) => scene === "subagent");
    const members = sessions.map(({ id, state }) => ({
      id,
      createdMs: state.facts.createdMs ?? 0,
      turns: state.turns,
    }));
    const found = findForks(members);
    expect([...found].map(([id, { parentId }]) => [id, parentId])).toEqual([
      [fork?.thread ?? "", parent?.thread ?? ""],
    ]);
    const own = byId.get(fork?.thread ?? "")?.steps.filter(({ place }) => !place.copied) ?? [];
    expect(textsIn(own, "human user")).toEqual([
      "Now show me the variables as a list instead of a table. I decide later which one stays.",
    ]);
    expect(byId.get(fork?.thread ?? "")?.metadata.firstUserMessage).toStartWith("Now show me the variables as a list");
  });

  test("reading leaves the home as it was and the scratch folder empty", () => {
    expect(hashOf(person)).toBe(before);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

test("rows that are no JSON, or no messages, are passed over and counted", async () => {
  const folder = mkdtempSync(join(scratch, "garbage-"));
  const path = join(folder, "opencode.db");
  const writer = createClient({ url: `file:${path}` });
  await writer.executeMultiple(`
    create table session (id text, directory text, time_created integer, time_updated integer);
    create table message (id text, session_id text, time_created integer, data text);
    create table part (id text, message_id text, session_id text, data text);
    insert into session values ('ses_1', '/home/dev/a', 1000, 2000), ('ses_2', null, null, null);
    insert into message values
      ('m0', 'ses_1', 1000, '{"role"'), ('m1', 'ses_1', 1001, null), ('m2', 'ses_1', 1002, '{"role":"user"}'),
      ('m3', 'ses_1', 1003, '[]'), ('m4', 'ses_1', 1003, '{"role":"unheard of"}');
    insert into part values
      ('p1', 'm2', 'ses_1', 'x'), ('p2', 'm2', 'ses_1', '{"type":"text","text":"Use pnpm."}'), ('p3', 'm2', 'ses_1', null);
  `);
  writer.close();
  await withSnapshot(path, scratch, async (copy) => {
    const [broken, session] = await databaseSessions(copy);
    if (session === undefined || broken === undefined) throw new Error("no sessions");
    const steps: AgentStep[] = [];
    const counts = await readDatabaseSession(copy, "opencode", session, (step) => steps.push(step));
    expect(textsIn(steps, "human user")).toEqual(["Use pnpm."]);
    expect(counts).toMatchObject({ usable: 3, unknown: 1, skipped: 3 });
    expect((await indexDatabaseSession(copy, "kilo", session)).firstSaid).toBe("Use pnpm.");
    expect((await indexDatabaseSession(copy, "kilo", broken)).firstSaid).toBeUndefined();
  });
  rmSync(folder, { recursive: true });
});

test("each message has its own parts in the order of their ids, whatever else there is", async () => {
  const folder = mkdtempSync(join(scratch, "parts-"));
  let n = 0;
  const short = fc.constantFrom("a", "b", "c", "d");
  const message = fc.record({
    id: fc.string(),
    time: fc.integer({ min: 1, max: 3 }),
    role: fc.constantFrom("user", "assistant"),
  });
  const part = fc.record({
    id: short,
    of: fc.nat(6),
    text: fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
  });
  const messages = fc.uniqueArray(message, { selector: ({ id }) => id, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      messages,
      fc.uniqueArray(part, { selector: ({ id, of }) => `${of}/${id}` }),
      async (all, parts) => {
        n += 1;
        const path = join(folder, `${n}.db`);
        const writer = createClient({ url: `file:${path}` });
        await writer.batch([
          "create table session (id text, directory text, time_created integer, time_updated integer)",
          "create table message (id text, session_id text, time_created integer, data text)",
          "create table part (id text, message_id text, session_id text, data text)",
          "insert into session values ('s', '/home/dev/a', 1, 2)",
          ...all.map(({ id, time, role }) => ({
            sql: "insert into message values (?, 's', ?, ?)",
            args: [id, time, JSON.stringify({ role })],
          })),
          ...parts.map(({ id, of, text }) => ({
            sql: "insert into part values (?, ?, 's', ?)",
            args: [id, all[of]?.id ?? "another", JSON.stringify({ type: "text", text })],
          })),
        ]);
        writer.close();
        const fed = async (which: "all" | "user") => {
          const records: JsonObject[] = [];
          const sink = { record: (record: JsonObject) => records.push(record), passed() {}, skipped() {} };
          await withSnapshot(path, scratch, (snapshot) => feedMessages(snapshot, "s", sink, which));
          return records.map(({ info, parts: own }) => ({
            id: objectOf(info)?.id,
            texts: listOf(own).map((each) => objectOf(each)?.text),
          }));
        };
        const byId = <T extends { id: string }>(a: T, b: T) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
        const wanted = all
          .toSorted((a, b) => a.time - b.time || byId(a, b))
          .map((each) => {
            const own = parts.filter(({ of }) => all[of] === each).toSorted(byId);
            return { id: each.id, texts: own.map(({ text }) => text), role: each.role };
          });
        const shown = (some: typeof wanted) => some.map(({ id, texts }) => ({ id, texts }));
        expect(await fed("all")).toEqual(shown(wanted));
        expect(await fed("user")).toEqual(shown(wanted.filter(({ role }) => role === "user")));
      },
    ),
    { numRuns: 12 },
  );
  rmSync(folder, { recursive: true });
});

/** Other MCP servers bring in text from outside; a row that only speaks of one does not. */
const TOOL_PARTS: readonly [string, boolean][] = [
  ['{"type":"tool","tool":"tickets_find","state":{"output":"a \\"quoted\\" text"}}', true],
  ['{"tool":"tickets_find","type":"tool"}', true],
  ['{ "type" : "tool", "tool" : "tickets_find" }', true],
  ['{"type":"tool","callID":"c1","tool":"tickets_find"}', true],
  ['{"type":"tool","tool":"tickets\\u005ffind","callID":"c1"}', true],
  ['{"type":"\\u0074ool","tool":"tickets_find"}', true],
  [`{"type":"tool","tool":"tickets_${"x".repeat(200)}","callID":"c1"}`, true],
  ['{"type":"tool","tool":"bash","callID":"c\\u0031","state":{}}', false],
  [`{"state":{"output":"${"x".repeat(5_000)}"},"type":"tool","tool":"tickets_find"}`, true],
  ['{"type":"tool","tool":"bash","state":{}}', false],
  ['{"type":"tool","tool":"memories_search","state":{}}', false],
  ['{"type":"text","text":"{\\"type\\":\\"tool\\",\\"tool\\":\\"tickets_find\\"}"}', false],
  ['{"reason":"stop","type":"step-finish","tool":"tickets_find"}', false],
  ["tickets_find", false],
  ["[]", false],
];

test("the tools of a session are found wherever a part names them", async () => {
  const folder = mkdtempSync(join(scratch, "tools-"));
  const path = join(folder, "opencode.db");
  const writer = createClient({ url: `file:${path}` });
  await writer.executeMultiple(`
    create table session (id text, directory text, time_created integer, time_updated integer);
    create table message (id text, session_id text, time_created integer, data text);
    create table part (id text, message_id text, session_id text, data text);
  `);
  for (const [n, [data]] of TOOL_PARTS.entries()) {
    await writer.execute({ sql: "insert into session values (?, '/home/dev/a', 1000, 2000)", args: [`ses_${n}`] });
    await writer.execute({ sql: "insert into part values (?, 'm', ?, ?)", args: [`p${n}`, `ses_${n}`, data] });
  }
  writer.close();
  await withSnapshot(path, scratch, async (copy) => {
    for (const [n, [data, isExternal]] of TOOL_PARTS.entries()) {
      const [session] = databaseSessions(copy, `ses_${n}`);
      if (session === undefined) throw new Error("no session");
      const { external } = await indexDatabaseSession(copy, "opencode", session);
      expect({ data, external: external === true }).toEqual({ data, external: isExternal });
    }
  });
  rmSync(folder, { recursive: true });
});

test("a picture of 50 MB is left where it is, and the words beside it are the person's", async () => {
  const folder = mkdtempSync(join(scratch, "picture-"));
  const path = join(folder, "opencode.db");
  const writer = createClient({ url: `file:${path}` });
  await writer.executeMultiple(`
    create table session (id text, directory text, time_created integer, time_updated integer);
    create table message (id text, session_id text, time_created integer, data text);
    create table part (id text, message_id text, session_id text, data text);
    insert into session values ('ses_1', '/home/dev/a', 1000, 2000);
    insert into message values ('m1', 'ses_1', 1000, '{"role":"user"}'), ('m2', 'ses_1', 1001, '{"role":"user"}');
    insert into part values ('p2', 'm1', 'ses_1', '{"type":"text","text":"Make it look like this."}');
  `);
  const url = `data:image/png;base64,${"iVBORw0KGgo".repeat(4_600_000)}`;
  for (const [id, message] of [
    ["p1", "m1"],
    ["p3", "m2"],
  ] as const) {
    const data = JSON.stringify({ type: "file", mime: "image/png", url });
    await writer.execute({ sql: "insert into part values (?, ?, 'ses_1', ?)", args: [id, message, data] });
  }
  writer.close();
  await withSnapshot(path, scratch, async (copy) => {
    const [session] = databaseSessions(copy);
    if (session === undefined) throw new Error("no session");
    const steps: AgentStep[] = [];
    const counts = await readDatabaseSession(copy, "opencode", session, (step) => steps.push(step));
    expect(textsIn(steps, "human user")).toEqual(["Make it look like this."]);
    expect(counts).toMatchObject({ usable: 3, unknown: 0, skipped: 0 });
    expect((await indexDatabaseSession(copy, "opencode", session)).firstSaid).toBe("Make it look like this.");
  });
  rmSync(folder, { recursive: true });
});

test("two sessions are read beside each other from one copy", async () => {
  const alone = new Map((await readAll()).map(({ id, steps }) => [id, steps]));
  await withSnapshot(database, scratch, async (copy) => {
    const [one, other] = databaseSessions(copy);
    if (one === undefined || other === undefined) throw new Error("no sessions");
    const [first] = copy.rows("select id from session order by id");
    const [second] = copy.rows("select id from session order by id");
    expect(second).toEqual(first);
    const stepsOf = async (session: typeof one) => {
      const steps: AgentStep[] = [];
      await readDatabaseSession(copy, "opencode", session, (step) => steps.push(step));
      return steps;
    };
    const [ofOne, ofOther] = await Promise.all([stepsOf(one), stepsOf(other)]);
    expect(ofOne).toEqual(alone.get(one.id) ?? []);
    expect(ofOther).toEqual(alone.get(other.id) ?? []);
  });
});

describe("a database at rest", () => {
  /** A database that was last written an hour ago, as far as its time tells. */
  async function restingDatabase() {
    const folder = mkdtempSync(join(scratch, "resting-"));
    const path = join(folder, "other?100%.db");
    const writer = createClient({ url: `file:${join(folder, "new.db")}` });
    await writer.execute("pragma journal_mode = wal");
    await writer.execute("create table t (x)");
    await writer.execute("insert into t values (1), (2)");
    await writer.execute("pragma wal_checkpoint(truncate)");
    writer.close();
    for (const suffix of ["-wal", "-shm"]) rmSync(join(folder, `new.db${suffix}`), { force: true });
    renameSync(join(folder, "new.db"), path);
    rest(path);
    return { folder, path };
  }
  const rest = (path: string) => utimesSync(path, Date.now() / 1_000 - 3_600, Date.now() / 1_000 - 3_600);
  const never = join(scratch, "never");

  test("is read where it lies: no copy is made, and nothing beside it", async () => {
    const { folder, path } = await restingDatabase();
    const before = hashOf(folder);
    const rows = await withSnapshot(path, never, (snapshot) => [...snapshot.rows("select x from t")].map(({ x }) => x));
    expect(rows).toEqual([1n, 2n]);
    expect(existsSync(never)).toBe(false);
    expect(hashOf(folder)).toBe(before);
    rmSync(folder, { recursive: true });
  });

  test("that changes while it is read is read once more from a copy", async () => {
    const { folder, path } = await restingDatabase();
    const whole = Buffer.from(readFileSync(path));
    const seen: unknown[] = [];
    const rows = await withSnapshot(path, scratch, (snapshot) => {
      const found: unknown[] = [];
      for (const { x } of snapshot.rows("select x from t")) {
        found.push(x);
        if (seen.length === 0) writeFileSync(path, whole);
        seen.push(x);
      }
      return found;
    });
    expect(rows).toEqual([1n, 2n]);
    expect(seen).toEqual([1n, 2n, 1n, 2n]);
    rmSync(folder, { recursive: true });
  });

  test("that is torn is a failed read", async () => {
    const { folder, path } = await restingDatabase();
    truncateSync(path, 4_096);
    rest(path);
    const read = withSnapshot(path, never, (snapshot) => [...snapshot.rows("select x from t")]);
    expect(await read.then(String, (error) => error.code)).toBe("rollout_unreadable");
    rmSync(folder, { recursive: true });
  });

  test("gives the same sessions as a copy of it", async () => {
    const copied = await readAll();
    rest(database);
    expect(await readAll()).toEqual(copied);
  });
});

describe("a private copy", () => {
  test("holds the rows that stand only in the write-ahead log of a running program", async () => {
    const folder = mkdtempSync(join(scratch, "running-"));
    const path = join(folder, "other.db");
    const writer = createClient({ url: `file:${path}` });
    await writer.execute("pragma journal_mode = wal");
    await writer.execute("create table t (x)");
    await writer.execute("insert into t values (1), (2)");
    const before = hashOf(folder);
    const count = await withSnapshot(path, scratch, (copy) => {
      const [row] = copy.rows("select count(*) as n from t");
      return Number(row?.n);
    });
    expect(count).toBe(2);
    expect(hashOf(folder)).toBe(before);
    writer.close();
    rmSync(folder, { recursive: true });
  });

  test("is taken of a database that another program holds locked", async () => {
    const folder = mkdtempSync(join(scratch, "locked-"));
    const path = join(folder, "other.db");
    const writer = createClient({ url: `file:${path}` });
    await writer.execute("create table t (x)");
    await writer.execute("insert into t values (1)");
    const lock = await writer.transaction("write");
    await lock.execute("insert into t values (2)");
    const count = await withSnapshot(path, scratch, (copy) => {
      const [row] = copy.rows("select count(*) as n from t");
      return Number(row?.n);
    });
    expect(count).toBe(1);
    await lock.rollback();
    writer.close();
    rmSync(folder, { recursive: true });
  });

  test("of another program's database under the same name is told apart", async () => {
    const folder = mkdtempSync(join(scratch, "shape-"));
    const path = join(folder, "opencode.db");
    const writer = createClient({ url: `file:${path}` });
    await writer.execute("create table session (id text, name text)");
    writer.close();
    expect(await withSnapshot(path, scratch, (copy) => isSessionDatabase(copy))).toBe(false);
    expect(await withSnapshot(database, scratch, (copy) => isSessionDatabase(copy))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  test("of a file that is no database, damaged or gone is a failed read that leaves nothing behind", async () => {
    const folder = mkdtempSync(join(scratch, "broken-"));
    const text = join(folder, "text.db");
    writeFileSync(text, "no database at all");
    const torn = join(folder, "torn.db");
    writeFileSync(torn, Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(5_000, 7)]));
    for (const path of [text, torn, join(folder, "gone.db")]) {
      const read = withSnapshot(path, scratch, (copy) => databaseSessions(copy));
      expect(await read.then(String, (error) => error.code)).toBe("rollout_unreadable");
    }
    rmSync(folder, { recursive: true });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

/** Which scenes were typed into the terminal, which given to `opencode run`. */
function sourceOf(scene: string): "cli" | "exec" | "subagent" {
  if (scene === "sub-agent") return "subagent";
  return scene === "tui" || scene === "cleared" ? "cli" : "exec";
}
