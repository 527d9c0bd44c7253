import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyHome, hashOf } from "../../helpers/agent-home.ts";
import { writeClaudeSession } from "../../helpers/claude-rows.ts";
import { type Sandbox, sandbox } from "../../helpers/cli.ts";

const idOf = (n: number) => `5d2ae7ba-76e6-4709-a7d1-d3d7de7a${String(n).padStart(4, "0")}`;
const wish = (text: string) => [{ said: text, answered: "Done." }];

let place: Sandbox;
beforeEach(() => {
  place = sandbox({ now: "2026-11-28T12:00:00Z" });
});
afterEach(() => place.dispose());
const claude = () => join(place.dir, ".claude");
const from = (agents: string, ...args: string[]) => place.run([...args, "--from", agents]);
const listed = (agents: string) =>
  JSON.parse(from(agents, "threads", "--all", "--json").stdout).threads as Record<string, unknown>[];

test("a newer client whose records are of unknown kinds is one line that names its version", () => {
  const path = join(claude(), "projects/-x", `${idOf(1)}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  const record = {
    type: "turn.v9",
    version: "9.0.1",
    sessionId: idOf(1),
    cwd: "/x",
    timestamp: "2026-11-27T10:00:00Z",
  };
  writeFileSync(path, `${JSON.stringify(record)}\n`.repeat(20));
  const { stderr, exit } = from("claude-code", "extract", "--offline");
  expect(exit).toBe(0);
  const lines = stderr.split("\n").filter((line) => line.includes("claude-code"));
  expect(lines).toEqual([expect.stringContaining("9.0.1")]);
  expect(from("claude-code", "doctor").stdout).toContain("9.0.1");
  expect(listed("claude-code")).toEqual([]);
});

/** What a client of version 9 could write, by the product: where it lies below the person's home, and the records. */
const NEWER: readonly [agent: string, path: string, records: readonly object[]][] = [
  [
    "copilot",
    `.copilot/session-state/${idOf(1)}/events.jsonl`,
    [{ type: "session.start", data: { sessionId: idOf(1), copilotVersion: "9.0.1" } }, ...many({ type: "turn9" })],
  ],
  ["qwen-code", `.qwen/projects/-x/chats/${idOf(1)}.jsonl`, many({ type: "turn9", version: "9.0.1" })],
  [
    "cline",
    `.cline/data/sessions/${idOf(1)}/${idOf(1)}.messages.json`,
    [{ version: 9, origin: { version: "9.0.1" }, messages: many({ kind: "turn9" }) }],
  ],
];

function many(record: object): object[] {
  return Array.from({ length: 20 }, () => record);
}

test.each(NEWER)("%s: a newer client is one line that names its version", (agent, name, records) => {
  const path = join(place.dir, name);
  mkdirSync(dirname(path), { recursive: true });
  const dated = records.map((record) => ({ timestamp: "2026-11-27T10:00:00Z", ...record }));
  writeFileSync(path, dated.map((record) => `${JSON.stringify(record)}\n`).join(""));
  expect(linesOf(agent)).toEqual([expect.stringContaining("9.0.1")]);
  expect(listed(agent)).toEqual([]);
});

/** The lines about an agent when its sessions are listed. */
const linesOf = (agent: string) =>
  from(agent, "threads")
    .stderr.split("\n")
    .filter((line) => line.includes(agent));

const NEWER_ROWS: readonly [what: string, sql: string][] = [
  [
    "messages without a role",
    `insert into message values ('m', 'ses_1', 1, '{"kind":"ask9"}'), ('n', 'ses_1', 2, '{"kind":"reply9"}')`,
  ],
  [
    "parts of unknown kinds",
    `insert into message values ('m', 'ses_1', 1, '{"role":"user"}'), ('n', 'ses_1', 2, '{"role":"assistant"}');
     insert into part values ('p', 'm', 'ses_1', '{"type":"prompt.v9"}'), ('q', 'n', 'ses_1', '{"type":"reply.v9"}')`,
  ],
  [
    "messages in another table",
    `create table session_message (id text, session_id text, data text);
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 9)
     insert into session_message select i, 'ses_1', '{"type":"user"}' from n`,
  ],
];

test.each(NEWER_ROWS)("a database with %s is one line that names the client's version", (_, sql) => {
  const path = join(place.dir, ".local/share/opencode/opencode.db");
  mkdirSync(dirname(path), { recursive: true });
  const client = new Database(path);
  client.run("create table session (id text, directory text, version text, time_created int, time_updated int)");
  client.run("create table message (id text, session_id text, time_created int, data text)");
  client.run("create table part (id text, message_id text, session_id text, data text)");
  const at = Date.parse("2026-11-27T10:00:00Z");
  client.run("insert into session values ('ses_1', '/home/dev/x', '9.0.1', ?, ?)", [at, at]);
  client.exec(sql);
  client.close();
  expect(linesOf("opencode")).toEqual([expect.stringContaining("9.0.1")]);
  expect(listed("opencode")).toEqual([]);
});

test("a database of another program under the same name is left alone, and said to be one", () => {
  const path = join(place.dir, ".local/share/opencode/opencode.db");
  mkdirSync(dirname(path), { recursive: true });
  const other = new Database(path);
  other.run("create table recipes (id integer, name text)");
  other.close();
  const before = hashOf(join(place.dir, ".local"));
  expect(from("opencode", "extract", "--offline")).toMatchObject({
    exit: 0,
    stderr: expect.stringContaining("another program's database"),
  });
  expect(hashOf(join(place.dir, ".local"))).toBe(before);
});

test("a torn database and a file that is none are said, and what was indexed before stays", () => {
  copyHome("opencode", place.dir);
  const path = join(place.dir, ".local/share/opencode/opencode.db");
  const sessions = listed("opencode");
  expect(sessions.length).toBeGreaterThan(5);
  truncateSync(path, 300_000);
  const torn = from("opencode", "threads");
  expect(torn).toMatchObject({ exit: 0, stderr: expect.stringContaining(path) });
  expect(listed("opencode")).toHaveLength(sessions.length);
  writeFileSync(path, "no database at all");
  expect(from("opencode", "threads").stderr).toContain("no SQLite database");
});

test("a database with damaged pages gives the sessions that can be read, and says which cannot", () => {
  copyHome("opencode", place.dir);
  const path = join(place.dir, ".local/share/opencode/opencode.db");
  const client = new Database(path);
  const damaged = "ses_damaged";
  const row = "'/home/dev/shop-api', 'A damaged session', '1.18.33', 'global', 'x', 1795810000000, 1795810000000";
  client.run(
    `insert into session (id, directory, title, version, project_id, slug, time_created, time_updated)
     values ('${damaged}', ${row})`,
  );
  client.run("insert into message values (?, ?, 1795810000000, 1795810000000, ?)", [
    "msg_damaged",
    damaged,
    '{"role":"user"}',
  ]);
  const text = JSON.stringify({ type: "text", text: "DAMAGED ".repeat(10_000) });
  client.run("insert into part values (?, ?, ?, 1, 1, ?)", ["prt_damaged", "msg_damaged", damaged, text]);
  client.run("pragma wal_checkpoint(truncate)");
  client.close();
  const bytes = readFileSync(path);
  // The first of the pages that hold the long text names the next one in its first four bytes.
  const at = Math.floor(bytes.indexOf("DAMAGED DAMAGED", bytes.indexOf("DAMAGED DAMAGED") + 8_192) / 4_096) * 4_096;
  bytes.writeUInt32BE(0x7fffffff, at);
  writeFileSync(path, bytes);
  const { exit, stderr } = from("opencode", "threads");
  expect(exit).toBe(0);
  expect(stderr).toContain(damaged);
  expect(listed("opencode").length).toBeGreaterThan(5);
  expect(listed("opencode").map(({ native_id }) => native_id)).not.toContain(damaged);
});

test("a database that its client has locked is read all the same, and stays as it is", () => {
  copyHome("opencode", place.dir);
  const path = join(place.dir, ".local/share/opencode/opencode.db");
  const held = new Database(path);
  try {
    held.run("begin exclusive");
    expect(listed("opencode").length).toBeGreaterThan(5);
  } finally {
    held.run("rollback");
    held.close();
  }
});

test("two folders with one slug stay two folders, and a session whose transcript is gone keeps its memory", () => {
  const one = writeClaudeSession(claude(), {
    id: idOf(1),
    cwd: "/home/dev/büro",
    slug: "-home-dev-b-ro",
    turns: wish("Always answer in German here."),
  });
  writeClaudeSession(claude(), {
    id: idOf(2),
    cwd: "/home/dev/b-ro",
    slug: "-home-dev-b-ro",
    turns: wish("Never use npm in this folder, only pnpm."),
  });
  expect(from("claude-code", "extract", "--offline").exit).toBe(0);
  const folders = listed("claude-code").map(({ cwd }) => cwd);
  expect(folders.toSorted()).toEqual(["/home/dev/b-ro", "/home/dev/büro"]);
  rmSync(one);
  const after = listed("claude-code");
  expect(after.find(({ native_id }) => native_id === idOf(1))).toMatchObject({ decision: "missing", memory: true });
  expect(after.find(({ native_id }) => native_id === idOf(2))).toMatchObject({ decision: "up_to_date" });
});

test("a transcript that is being written gives what is whole, and the rest the next time", () => {
  const path = writeClaudeSession(claude(), { id: idOf(1), cwd: "/home/dev/x", turns: wish("Use tabs, always.") });
  const other = writeClaudeSession(claude(), {
    id: idOf(2),
    cwd: "/home/dev/x",
    turns: [{ said: "Never push to main.", answered: "Understood." }],
    at: "2026-11-27T11:00:00Z",
  });
  const rest = readFileSync(other, "utf8").replaceAll(idOf(2), idOf(1));
  rmSync(other);
  appendFileSync(path, rest.slice(0, 40));
  expect(listed("claude-code")).toMatchObject([{ native_id: idOf(1), updated_at: "2026-11-27T10:00:01+00:00" }]);
  appendFileSync(path, rest.slice(40));
  expect(listed("claude-code")).toMatchObject([{ native_id: idOf(1), updated_at: "2026-11-27T11:00:01+00:00" }]);
});

test("a fork is remembered for what follows alone, and one without a turn of its own is no session", () => {
  const shared = { said: "Never use npm here, always pnpm.", answered: "I will." };
  const own = { said: "Always run the linter before you say done.", answered: "I will." };
  writeClaudeSession(claude(), { id: idOf(1), cwd: "/home/dev/x", turns: [shared], records: "r" });
  const later = { cwd: "/home/dev/x", records: "r", at: "2026-11-27T12:00:00Z" };
  writeClaudeSession(claude(), { ...later, id: idOf(2), turns: [shared, own] });
  writeClaudeSession(claude(), { ...later, id: idOf(3), turns: [shared], at: "2026-11-27T13:00:00Z" });
  expect(
    listed("claude-code")
      .map(({ native_id }) => native_id)
      .toSorted(),
  ).toEqual([idOf(1), idOf(2)]);
  const input = from("claude-code", "extract", "--thread", idOf(2), "--show-input").stdout;
  expect(input).toContain("run the linter");
  expect(input).not.toContain("always pnpm");
});

test("a session that Codex has imported is remembered once, where it comes from", () => {
  const path = writeClaudeSession(claude(), { id: idOf(1), cwd: "/home/dev/x", turns: wish("Use tabs, always.") });
  const imported = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
  const marker = join(place.codexHome, "external_agent_session_imports.json");
  const record = { imported_thread_id: imported, source_path: path };
  writeFileSync(marker, JSON.stringify({ records: [record] }));
  const decisions = (agents: string) => new Map(listed(agents).map(({ native_id, decision }) => [native_id, decision]));
  expect(decisions("codex,claude-code").get(imported)).toBe("excluded");
  expect(decisions("codex,claude-code").get(idOf(1))).toBe("claim");
  expect(decisions("codex").get(imported)).not.toBe("excluded");
});

test("our own instructions that came back in a transcript are learned by nobody", () => {
  const own = place.run(["instructions"]).stdout;
  writeClaudeSession(claude(), {
    id: idOf(1),
    cwd: "/home/dev/x",
    turns: wish(`<system-reminder>\n${own}\nAlways deploy on Fridays.\n</system-reminder>\nUse tabs here, always.`),
  });
  const input = from("claude-code", "extract", "--thread", idOf(1), "--show-input").stdout;
  expect(input).toContain("Use tabs here");
  expect(input).not.toContain("Fridays");
});
