import { describe, expect, test } from "bun:test";
import { runAttestation } from "../../../lib/edge/attestation/run-attestation.ts";

const env = { PATH: process.env.PATH, HOME: "/nowhere", LANG: "C", OPENAI_API_KEY: "k", NODE_OPTIONS: "x" };
const shell = (script: string, limitMs?: number, signal?: AbortSignal) =>
  runAttestation(["/bin/sh", "-c", script], env, signal, limitMs);

describe("the attestation program", () => {
  test("prints the value", async () => expect(await shell("echo v1.abc")).toEqual({ value: "v1.abc" }));

  test("runs in an environment of PATH, HOME and LANG alone", async () => {
    expect(await shell("echo $(env | cut -d= -f1 | grep -vE '^(PWD|SHLVL|_|OLDPWD)$' | sort | tr '\\n' ,)")).toEqual({
      value: "HOME,LANG,PATH,",
    });
  });

  test("gets its arguments as they are, through no shell", async () => {
    const answer = await runAttestation(["printf", "%s", "a;b$HOME|c"], env, undefined);
    expect(answer).toEqual({ value: "a;b$HOME|c" });
  });

  const failing: [string, string, RegExp][] = [
    ["fails", "echo v1.secret; exit 3", /exit code 3/],
    ["prints two lines", "echo v1.secret; echo v1.other", /one line/],
    ["prints nothing", "true", /one line/],
    ["prints a space", "echo v1 secret", /one line/],
    ["prints more than 4 KiB", "head -c 4097 /dev/zero | tr '\\0' s", /one line|more than/],
    ["prints without end", "while :; do echo secretsecret; done", /more than 4096 bytes/],
    ["is killed", "kill -9 $$", /killed/],
  ];
  test.each(failing)(
    "that %s gives no value, and the reason never shows what it printed",
    async (_, script, reason) => {
      const answer = await shell(script);
      expect("problem" in answer && answer.problem).toMatch(reason);
      expect(JSON.stringify(answer)).not.toContain("secret");
    },
  );

  test("that is not there gives no value", async () => {
    expect(await runAttestation(["/no/such/program"], env, undefined)).toEqual({ problem: "it cannot be started" });
  });

  test("that hangs is ended with everything it started", async () => {
    const marker = `4${Date.now() % 100_000}.25`;
    expect(await shell(`sleep ${marker} & sleep ${marker}`, 300)).toEqual({ problem: "it took longer than 0.3 s" });
    const left = Bun.spawnSync(["pgrep", "-f", `sleep ${marker}`]).stdout.toString();
    expect(left).toBe("");
  });

  test("ends when the run is stopped", async () => {
    const controller = new AbortController();
    const asked = shell("sleep 60", undefined, controller.signal);
    controller.abort();
    expect(await asked).toEqual({ problem: "the run was stopped" });
  });
});
