import { describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { type CommandAgentOptions, runCommandAgent } from "../../../lib/edge/agent/command-agent.ts";
import { requireSandbox } from "../../../lib/edge/agent/sandbox.ts";
import { snapshot } from "../../helpers/snapshot.ts";
import { memoryCopy, scratchFolder } from "./memory-copy.ts";

const sandboxed = await requireSandbox("network_off", process.env.PATH).then(
  () => true,
  () => false,
);

async function run(script: string, overrides: Partial<CommandAgentOptions> = {}) {
  const root = overrides.root ?? memoryCopy();
  const ended = await runCommandAgent({
    argv: ["sh", "-c", script],
    root,
    prompt: "the prompt\n",
    env: { ...process.env, LANG: "C.UTF-8", TERM: "dumb", SECRET_TOKEN: "not for you" },
    confinement: "unconfined",
    view: { readOnly: [], personal: [], emptied: [] },
    timeoutSeconds: 600,
    signal: new AbortController().signal,
    verify: async () => [],
    ...overrides,
  });
  return { root, ended, text: (path: string) => readFileSync(join(root, path), "utf8") };
}
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));

describe("a command as the agent", () => {
  test("works in the copy with the prompt on standard input and four environment variables", async () => {
    const { ended, root, text } = await run("cat > MEMORY.md; env | sort > skills/env; pwd > skills/pwd");
    expect(ended).toMatchObject({ end: { kind: "finished", findings: [] }, steps: 1, repairRounds: 0 });
    expect(text("MEMORY.md")).toBe("the prompt\n");
    expect(text("skills/pwd")).toBe(`${root}\n`);
    // The shell sets PWD, OLDPWD, SHLVL and _ itself.
    const names = text("skills/env")
      .split("\n")
      .filter((line) => !/^(?:PWD|OLDPWD|SHLVL|_)=|^$/.test(line));
    expect(names).toEqual([`HOME=${root}`, "LANG=C.UTF-8", `PATH=${process.env.PATH}`, "TERM=dumb"]);
  });

  test("may leave its input unread, and may print megabytes", async () => {
    const { ended } = await run("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2", {
      prompt: "x".repeat(2_000_000),
    });
    expect(ended.end).toEqual({ kind: "finished", findings: [] });
  });

  test("is run again for a repair with the findings behind the prompt, twice at most", async () => {
    const { ended, text } = await run("cat >> skills/seen", { verify: async () => ["fault in MEMORY.md"] });
    expect(ended).toMatchObject({
      end: { kind: "finished", findings: ["fault in MEMORY.md"] },
      steps: 3,
      repairRounds: 2,
    });
    expect(text("skills/seen").split("the prompt\n")).toHaveLength(4);
    expect(text("skills/seen").split("- fault in MEMORY.md")).toHaveLength(3);
  });

  test("that fails in a repair round leaves the findings standing, and a warning of how it failed", async () => {
    const { ended } = await run("mkdir skills/once || { echo no more >&2; exit 4; }", {
      verify: async () => ["fault in MEMORY.md"],
    });
    expect(ended).toMatchObject({
      end: { kind: "finished", findings: ["fault in MEMORY.md"] },
      steps: 2,
      repairRounds: 1,
      warnings: [expect.stringMatching(/^repair round 1: the agent's command sh ended with exit code 4: .*no more$/)],
    });
  });

  test("that repairs everything and then fails has failed", async () => {
    let asked = 0;
    const { ended } = await run("mkdir skills/once || exit 4", {
      verify: async () => (asked++ === 0 ? ["fault in MEMORY.md"] : []),
    });
    expect(ended.end).toMatchObject({ kind: "failed", reason: expect.stringContaining("exit code 4") });
  });

  test("fails with its exit code and what it said last, without secrets", async () => {
    const key = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
    expect((await run(`echo key ${key} >&2; exit 3`)).ended.end).toEqual({
      kind: "failed",
      reason: "the agent's command sh ended with exit code 3: key [REDACTED_SECRET]",
    });
    expect((await run("kill -9 $$")).ended.end).toMatchObject({ reason: "the agent's command sh ended with SIGKILL" });
  });

  test("fails when there is no such program", async () => {
    const { ended } = await run("", { argv: ["no-such-program-anywhere"] });
    expect(ended.end).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("no-such-program-anywhere cannot be run"),
    });
  });

  test("is ended at its wall time, and at once by the caller's signal", async () => {
    expect((await run("sleep 600", { timeoutSeconds: 0.2 })).ended.end).toEqual({
      kind: "failed",
      reason: "the agent did not finish within 0.2 s",
    });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect((await run("sleep 600", { signal: stop.signal })).ended.end).toEqual({ kind: "stopped" });
    expect((await run("exit 0", { signal: AbortSignal.abort() })).ended.end).toEqual({ kind: "stopped" });
  });

  for (const confinement of sandboxed ? (["unconfined", "network_off"] as const) : (["unconfined"] as const)) {
    test(`takes its background children along when it ends (${confinement})`, async () => {
      const script = "(trap '' HUP TERM INT; while :; do date +%N > skills/beat; sleep 0.01; done) & sleep 0.2; exit 0";
      const { text } = await run(script, { confinement });
      const last = text("skills/beat");
      await seconds(0.2);
      expect(text("skills/beat")).toBe(last);
    });

    test(`takes its background children along when it is stopped (${confinement})`, async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 300);
      const script = "(trap '' HUP TERM INT; while :; do date +%N > skills/beat; sleep 0.01; done) & sleep 600";
      const { text } = await run(script, { confinement, signal: stop.signal });
      const last = text("skills/beat");
      await seconds(0.2);
      expect(text("skills/beat")).toBe(last);
    });
  }
});

describe("the refusal where bubblewrap does not work", () => {
  test("says that it is missing and how to go on", async () => {
    const empty = scratchFolder();
    await expect(requireSandbox("network_off", empty)).rejects.toMatchObject({
      code: "sandbox_missing",
      kind: "usage",
      message: "bubblewrap does not work here: bwrap is not installed",
      hint: expect.stringContaining("--unconfined"),
    });
  });

  test("says what bubblewrap said when it is there and fails", async () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, "bwrap"),
      "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n",
    );
    chmodSync(join(folder, "bwrap"), 0o755);
    await expect(requireSandbox("network_off", `${folder}:/usr/bin:/bin`)).rejects.toMatchObject({
      message: "bubblewrap does not work here: bwrap: No permissions to create new namespace",
    });
  });

  test("is not made when the user does without", async () => {
    await requireSandbox("unconfined", scratchFolder());
  });
});

// Where the machine has no working bubblewrap the refusal above is all there is to test, and the name says so.
describe(
  sandboxed ? "a confined command" : "a confined command: NOT TESTED, this machine has no working bubblewrap",
  () => {
    if (!sandboxed) {
      test("is refused", () =>
        expect(requireSandbox("network_off", process.env.PATH)).rejects.toMatchObject({
          code: "sandbox_missing",
        }));
      return;
    }

    test("writes in the copy and nowhere else", async () => {
      const root = memoryCopy();
      const around = dirname(root);
      mkdirSync(join(around, "other"));
      writeFileSync(join(around, "other/file"), "x");
      const before = snapshot(join(around, "other"));
      const script = `
      echo ok > MEMORY.md
      for path in ../other/file ../other/new /etc/escape /usr/escape /run/escape /root/escape /escape "$OLDPWD/x"; do
        (echo x > "$path") 2>/dev/null && echo "$path" >> skills/escaped
      done
      for path in ../new /tmp/memories-escape /var/tmp/memories-escape; do echo x > "$path"; done
      mount -o remount,rw / 2>/dev/null && echo remounted >> skills/escaped
      rm -rf ../other 2>/dev/null
      chmod 777 ../other/file 2>/dev/null && echo chmod >> skills/escaped
      exit 0`;
      const { ended, text } = await run(script, { root, confinement: "network_off" });
      expect(ended.end).toEqual({ kind: "finished", findings: [] });
      expect(text("MEMORY.md")).toBe("ok\n");
      expect(existsSync(join(root, "skills/escaped")) ? text("skills/escaped") : "").toBe("");
      expect(snapshot(join(around, "other"))).toEqual(before);
      // What it leaves in an empty place of its own, as this folder is when it lies in one, goes with it.
      expect([join(around, "new"), "/tmp/memories-escape", "/var/tmp/memories-escape"].filter(existsSync)).toEqual([]);
    });

    test("sees the system, its own folder, what it was given, and nothing else", async () => {
      const folder = scratchFolder();
      for (const name of ["own", "given", "person", "person/home"]) mkdirSync(join(folder, name));
      for (const name of ["own/notes", "given/notes", "person/notes", "person/home/notes", "notes"])
        writeFileSync(join(folder, name), name);
      const script = `#!/bin/sh
        for name in own/notes given/notes person/notes person/home/notes notes; do cat ${folder}/$name 2>/dev/null && echo; done > skills/seen
        ls -A /tmp /var/tmp /run /home /root > skills/empty 2>/dev/null
        exit 0`;
      writeFileSync(join(folder, "own/agent"), script, { mode: 0o755 });
      writeFileSync(join(folder, "person/agent"), script, { mode: 0o755 });
      const home = join(folder, "person/home");
      const view = { readOnly: [join(folder, "given")], personal: [home], emptied: [home] };
      const own = await run("", { argv: [join(folder, "own/agent")], confinement: "network_off", view });
      expect(own.ended.end).toEqual({ kind: "finished", findings: [] });
      expect(own.text("skills/seen")).toBe("own/notes\ngiven/notes\n");
      const alone = await run("", { argv: [join(folder, "person/agent")], confinement: "network_off", view });
      expect(alone.text("skills/seen")).toBe("given/notes\n");
      const wide = { ...view, readOnly: [join(folder, "person")] };
      const given = await run("", { argv: [join(folder, "own/agent")], confinement: "network_off", view: wide });
      expect(given.text("skills/seen")).toBe("own/notes\nperson/notes\n");
    });

    test("reaches no socket of the file system, wherever it lies, and abstract ones only with the network", async () => {
      const folder = scratchFolder();
      mkdirSync(join(folder, "given"));
      const places = [join(folder, "sock"), join(folder, "given/sock"), "/var/tmp/memories-sock", "/run/memories-sock"];
      const reached: string[] = [];
      const servers = [...places, "\0memories-abstract"].map((path) =>
        createServer((socket) => {
          reached.push(path.replace("\0", "@"));
          socket.end();
        }).listen(path),
      );
      const connect = [...places, "\0memories-abstract"]
        .map(
          (path) =>
            `try{await new Promise((y,n)=>require("net").connect(${JSON.stringify(path)}).on("connect",y).on("error",n))}catch{}`,
        )
        .join(";");
      const argv = [process.execPath, "-e", `(async()=>{${connect}; process.exit(0)})()`];
      const view = { readOnly: [join(folder, "given"), process.execPath], personal: [], emptied: [] };
      for (const path of places) expect(existsSync(path)).toBe(true);
      const off = await run("", { argv, confinement: "network_off", view });
      expect(off.ended.end).toEqual({ kind: "finished", findings: [] });
      expect(reached).toEqual([]);
      await run("", { argv, confinement: "network_on", view });
      for (const server of servers) await new Promise((resolve) => server.close(resolve));
      expect(reached).toEqual(["@memories-abstract"]);
    });

    test("works in a copy below a folder that is hidden from it", async () => {
      const root = mkdtempSync("/run/memories-agent-");
      try {
        const { ended, text } = await run("echo ok > MEMORY.md; ls /run > seen", { root, confinement: "network_off" });
        expect(ended.end).toEqual({ kind: "finished", findings: [] });
        expect([text("MEMORY.md"), text("seen")]).toEqual(["ok\n", `${basename(root)}\n`]);
      } finally {
        rmSync(root, { recursive: true });
      }
    });

    test("gets the same environment, and sees no process outside", async () => {
      const { root, text } = await run("env > skills/env; ls /proc | grep -c '^[0-9]' > skills/count", {
        confinement: "network_off",
      });
      const names = text("skills/env")
        .split("\n")
        .filter((line) => !/^(?:PWD|OLDPWD|SHLVL|_)=|^$/.test(line))
        .toSorted();
      expect(names).toEqual([`HOME=${root}`, "LANG=C.UTF-8", `PATH=${process.env.PATH}`, "TERM=dumb"]);
      expect(Number(text("skills/count"))).toBeLessThan(10);
    });

    test("has the network only when it is allowed", async () => {
      const server = createServer((socket) => socket.end("hello"));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const argv = ["bash", "-c", `(exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3) > skills/got 2>/dev/null; exit 0`];
      const off = await run("", { argv, confinement: "network_off" });
      const on = await run("", { argv, confinement: "network_on" });
      server.close();
      expect(off.text("skills/got")).toBe("");
      expect(on.text("skills/got")).toBe("hello");
    });

    test("cannot outlive the run by leaving its session", async () => {
      const script =
        "setsid sh -c 'while :; do date +%N > skills/beat; sleep 0.01; done' >/dev/null 2>&1 & sleep 0.3; exit 0";
      const { text } = await run(script, { confinement: "network_off" });
      const last = text("skills/beat");
      await seconds(0.2);
      expect(text("skills/beat")).toBe(last);
    });

    test("finds a program by its name on PATH, and fails in words when there is none", async () => {
      const { ended } = await run("", { argv: ["no-such-program-anywhere"], confinement: "network_off" });
      expect(ended.end).toMatchObject({ kind: "failed", reason: expect.stringContaining("No such file or directory") });
    });
  },
);

test("ending a run leaves other processes alone", async () => {
  const other = spawn("sleep", ["600"]);
  await run("exit 0");
  expect(other.exitCode).toBeNull();
  other.kill();
});
