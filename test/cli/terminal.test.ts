/** The same program on a terminal and in a pipe: colour and progress there, bytes here. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { appendFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { onTerminal, type Screen } from "../helpers/terminal.ts";

let place: Sandbox;
beforeAll(() => {
  place = sandbox();
  // A file that was just written is read again; these lie there for a while.
  const day = join(place.codexHome, "sessions/2026/11/22");
  for (const name of readdirSync(day)) utimesSync(join(day, name), 1_795_360_000, 1_795_360_000);
  place.run(["extract", "--offline", "--limit", "4"]);
  place.run(["consolidate", "--offline"]);
});
afterAll(() => place.dispose());

const THREAD = "01a203bf-2647-7572-94de-4d3c6435a8a3";
const memories = (args: readonly string[], env?: Record<string, string>): Promise<Screen> =>
  onTerminal(place, [binary(), ...args], env);
/** Steers a terminal: clears it, rings, and C1's one-character form of the same. */
const NASTY = "\u001b[2Jred\u0007\u009b1m\u007f\u0000";
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

test("progress is drawn on a terminal, and only there", async () => {
  const one = ["extract", "--offline", "--limit", "1"];
  const { exit, text } = await memories(one);
  expect(exit).toBe(0);
  expect(text).toMatch(/\r\u001b\[Kextract █{24} 1\/1/);
  // Wiped before the report, which stands alone then.
  expect(text).toMatch(/\r\u001b\[K1 of \d+ sessions? done/);
  for (const [args, env] of [
    [["--json"], {}],
    [["--quiet"], {}],
    [["--no-color"], {}],
    [["--log-format", "json"], {}],
    [[], { NO_COLOR: "1" }],
    [[], { TERM: "dumb" }],
  ] as const) {
    const screen = await memories([...one, ...args], env);
    expect({ args, env, exit: screen.exit, drawn: /[\u001b█]/.test(screen.text) }).toEqual({
      args,
      env,
      exit: 0,
      drawn: false,
    });
  }
  expect(place.run([...one]).stderr).not.toMatch(/[\u001b█]/);
});

test("a diff is in colour on a terminal only, and never against a person's wish", async () => {
  appendFileSync(join(place.root, "MEMORY.md"), "a line of mine\n");
  expect((await memories(["diff"])).text).toContain("\u001b[32m+a line of mine\u001b[m\n");
  for (const [args, env] of [
    [["--no-color"], {}],
    [["--json"], {}],
    [[], { NO_COLOR: "1" }],
    [[], { TERM: "dumb" }],
  ] as const) {
    const { text } = await memories(["diff", ...args], env);
    expect({ args, env, text: expect.not.stringContaining("\u001b") }).toEqual({ args, env, text });
    expect(text).toContain("+a line of mine");
  }
  expect(place.run(["diff"]).stdout).not.toContain("\u001b");
});

test("control characters are shown on a terminal, and are bytes like others in a pipe", async () => {
  const block = `<oai-mem-citation><citation_entries>\nMEMORY.md:1-2|note=[${NASTY}]\n</citation_entries></oai-mem-citation>`;
  // A NUL would make a file binary, and ends a text in the database.
  const nasty = NASTY.slice(0, -1);
  writeFileSync(join(place.dir, "text"), `before ${NASTY} after\n${block}`);
  appendFileSync(join(place.root, "MEMORY.md"), `${nasty}\n`);
  writeFileSync(join(place.root, "memory_summary.md"), `v1\n${nasty}\n`);
  const db = new Database(join(place.home, "memories.db"));
  db.query("UPDATE stage1_outputs SET raw_memory = ?, rollout_summary = ? WHERE thread_id = ?").run(
    nasty,
    `${nasty}\n`,
    THREAD,
  );
  db.query("UPDATE threads SET title = ?, cwd = ? WHERE id = ?").run(nasty, `/w/${nasty}`, THREAD);
  db.query("UPDATE jobs SET status = 'error', retry_at = 4000000000, last_error = ? WHERE job_key = ?").run(
    nasty,
    THREAD,
  );
  db.close();
  for (const args of [
    ["show", THREAD],
    ["threads"],
    ["jobs"],
    ["explain", THREAD],
    ["status"],
    ["instructions"],
    ["diff"],
    ["diff", "--no-color"],
    ["consolidate", "--dry-run", "--force"],
    ["redact", "text"],
    ["citations", "text", "--strip"],
    ["citations", "text", "--format", "tsv"],
  ]) {
    const { text } = await memories(args, { NO_COLOR: "1" });
    expect({ args, control: CONTROL.exec(text)?.[0], shown: text.includes("\\x1b[2J") }).toEqual({
      args,
      control: undefined,
      shown: true,
    });
    expect({ args, bytes: CONTROL.test(place.run(args).stdout) }).toEqual({ args, bytes: true });
  }
  expect(place.run(["redact", "text"]).stdout).toBe(`before ${NASTY} after\n${block}`);
  expect(place.run(["citations", "--strip", "text"]).stdout).toBe(`before ${NASTY} after\n`);
  expect(place.run(["show", THREAD]).stdout).toBe(`${nasty}\n\n${nasty}\n`);
});

test("JSON on a terminal holds no control character and is the value that it is in a pipe", async () => {
  for (const args of [["show", THREAD], ["threads"], ["diff"], ["citations", "text"]]) {
    const { text } = await memories([...args, "--json"]);
    expect({ args, control: CONTROL.exec(text)?.[0] }).toEqual({ args, control: undefined });
    expect(JSON.parse(text)).toEqual(JSON.parse(place.run([...args, "--json"]).stdout));
  }
});

test("an error cannot steer a terminal either", async () => {
  for (const args of [
    [`x${NASTY.slice(0, -1)}`],
    ["show", `none ${NASTY.slice(0, -1)} such`],
    ["redact", NASTY.slice(0, -1)],
  ]) {
    const { exit, text } = await memories(args, { NO_COLOR: "1" });
    expect({ args, exit, control: CONTROL.exec(text)?.[0] }).toEqual({ args, exit: 2, control: undefined });
  }
});

test("nothing prompts: what would read from a terminal says what it needs", async () => {
  expect(await memories(["note"])).toMatchObject({ exit: 2, text: expect.stringContaining("needs TEXT") });
  expect(await memories(["mcp"])).toMatchObject({ exit: 2, text: expect.stringContaining("--print-config") });
  expect(await memories(["clear"])).toMatchObject({ exit: 2, text: expect.stringContaining("--yes") });
  expect(await memories(["run", "--hook", "--offline"])).toMatchObject({ exit: 0, text: "" });
});
