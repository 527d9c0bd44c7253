import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess } from "../../../lib/edge/process/end-group.ts";
import { identifyProcess, isRunning, processStart } from "../../../lib/edge/process/process-identity.ts";
import { type Program, startProgram } from "../../../lib/edge/process/run-program.ts";

const env = { PATH: process.env.PATH };
const shell = (script: string): readonly string[] => ["sh", "-c", script];

async function run(program: Partial<Program> & Pick<Program, "command">) {
  const running = await startProgram({ env, ...program });
  let complaint = "";
  running.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of running.output) chunks.push(chunk);
  return { end: await running.ended, output: Buffer.concat(chunks).toString(), complaint };
}

test("a program gives its output, its complaint and how it ended", async () => {
  expect(await run({ command: shell("echo out; echo no >&2; exit 3") })).toEqual({
    end: { code: 3, killedBy: undefined, failure: undefined, stopped: undefined, left: false },
    output: "out\n",
    complaint: "no\n",
  });
  expect((await run({ command: shell("kill -9 $$") })).end).toMatchObject({ code: undefined, killedBy: "SIGKILL" });
});

test("it gets its arguments through no shell, its folder, and nothing of our environment", async () => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "memories-program-")));
  const given = { command: ["printf", "%s", "a;b$HOME|c"], cwd };
  expect((await run(given)).output).toBe("a;b$HOME|c");
  expect((await run({ command: ["pwd"], cwd })).output).toBe(`${cwd}\n`);
  expect((await run({ command: ["env"], env: { PATH: process.env.PATH, ONE: "1", NONE: undefined } })).output).toBe(
    `PATH=${process.env.PATH}\nONE=1\n`,
  );
  rmSync(cwd, { recursive: true });
});

test("megabytes go in and out, also to a program that reads none of them", async () => {
  const input = Buffer.alloc(20_000_000, "some text\n");
  expect((await run({ command: ["cat"], input })).output.length).toBe(input.length);
  expect((await run({ command: ["true"], input })).end).toMatchObject({ code: 0 });
});

test("one that cannot be started has no output and tells why", async () => {
  for (const [command, code] of [
    [["no-such-program"], "ENOENT"],
    [["/etc/passwd"], "EACCES"],
  ] as const) {
    const { end, output } = await run({ command });
    expect(end).toMatchObject({ code: undefined, failure: { code } });
    expect(output).toBe("");
  }
});

test("what it reports aside does not mix with its output", async () => {
  const running = await startProgram({ command: shell("echo aside >&3; echo out"), env, reports: "report" });
  let aside = "";
  running.report?.setEncoding("utf8").on("data", (text: string) => {
    aside += text;
  });
  running.stderr.resume();
  const closed = running.report && once(running.report, "close");
  for await (const chunk of running.output) expect(Buffer.from(chunk).toString()).toBe("out\n");
  await closed;
  expect(aside).toBe("aside\n");
});

/** Runs until it is stopped, together with a child of its own that heeds no other signal. */
const ENDLESS = "(trap '' TERM INT HUP; sleep 1000) & echo $!; echo $$; wait";

test("its whole group ends when it takes too long, is aborted, is not wanted any more, or leaves something", async () => {
  const stop = new AbortController();
  const ways: readonly (readonly [Partial<Program>, (running: { stop(): unknown }) => void, string | undefined])[] = [
    [{ timeoutMs: 300 }, () => undefined, "timeout"],
    [{ signal: stop.signal }, () => stop.abort(), "aborted"],
    [{}, (running) => void running.stop(), "not_wanted"],
    [{ command: shell("(trap '' TERM; sleep 1000) >/dev/null & echo $!; echo $$") }, () => undefined, undefined],
  ];
  for (const [options, act, stopped] of ways) {
    const running = await startProgram({ command: shell(ENDLESS), env, ...options });
    running.stderr.resume();
    let text = "";
    for await (const chunk of running.output) {
      text += Buffer.from(chunk).toString();
      if (text.split("\n").length === 3) act(running);
    }
    expect(await running.ended).toMatchObject({ stopped, left: false });
    const pids = text.split("\n").filter((line) => line !== "");
    if (stopped !== "timeout") expect(pids).toHaveLength(2);
    expect(pids.map(Number).filter((pid) => processStart(pid) !== undefined)).toEqual([]);
  }
});

test("one whose signal was aborted before is ended at once", async () => {
  const { end } = await run({ command: shell("sleep 1000"), signal: AbortSignal.abort() });
  expect(end).toMatchObject({ stopped: "aborted", killedBy: "SIGKILL" });
});

test("a process is known by its start too: another with its number is not taken for it, and is left alone", async () => {
  const child = spawn("sleep", ["600"]);
  const known = identifyProcess(child.pid ?? 0);
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  expect(known.started).toMatch(new RegExp(`^${boot}:\\d+$`));
  expect(isRunning(known)).toBe(true);
  expect(isRunning({ ...known, started: `${boot}:1` })).toBe(false);
  expect(isRunning({ ...known, started: known.started?.replace(boot, "another-boot") })).toBe(false);
  expect(await endProcess({ ...known, started: `${boot}:1` })).toBe(true);
  expect(child.exitCode).toBeNull();
  expect(isRunning(known)).toBe(true);
  expect(await endProcess(known)).toBe(true);
  expect(isRunning(known)).toBe(false);
  expect(processStart(known.pid)).toBeUndefined();
  expect([processStart(0), processStart(-1), processStart(1.5)]).toEqual([undefined, undefined, undefined]);
});
