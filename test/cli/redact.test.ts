import { afterAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sandbox } from "../helpers/cli.ts";

const box = sandbox();
afterAll(() => box.dispose());

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(box.dir, name);
  writeFileSync(path, content);
  return path;
};
const SECRETS = 'a=1\nhéllo password="hunter2-hunter2" 😀 token=a8s7d6f5a8s7\nBearer abcdefgh12345678\n';

test("redact copies standard input without its secrets", () => {
  const { exit, stdout, stderr } = box.run(["redact"], { input: SECRETS });
  expect({ exit, stdout, stderr }).toEqual({
    exit: 0,
    stdout: 'a=1\nhéllo password="[REDACTED_SECRET]" 😀 token=[REDACTED_SECRET]\nBearer [REDACTED_SECRET]\n',
    stderr: "",
  });
});

test("several files and standard input follow one another", () => {
  file("one.txt", "one token=a8s7d6f5a8s7\n");
  file("two.txt", "two\n");
  expect(box.run(["redact", "one.txt", "-", "two.txt"], { input: "in\n" }).stdout).toBe(
    "one token=[REDACTED_SECRET]\nin\ntwo\n",
  );
});

test("bytes that are no UTF-8 come through as they are", () => {
  const path = file(
    "bytes.bin",
    Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0x80]), Buffer.from(" token=a8s7d6f5a8s7 "), Buffer.from([0xc3])]),
  );
  const child = Bun.spawnSync([...box.command, "redact", path], { env: box.env });
  expect(child.stdout.toString("latin1")).toBe("\xff\xfe\0\x80 token=[REDACTED_SECRET] \xc3");
});

test("--check lists file, line, column in characters and kind, and ends with 1", () => {
  file("secrets.txt", SECRETS);
  const { exit, stdout, stderr } = box.run(["redact", "--check", "secrets.txt", "-"], {
    input: "key\n\npwd='hunter2-hunter2'",
  });
  expect({ exit, stdout, stderr }).toEqual({
    exit: 1,
    stdout: "secrets.txt:2:17 password\nsecrets.txt:2:42 token\nsecrets.txt:3:8 bearer_token\n-:3:6 password\n",
    stderr: "",
  });
});

test("--check of a clean text says nothing and ends with 0", () => {
  expect(box.run(["redact", "--check"], { input: "commit 8f14e45fceea167a5a36dedd4bea25438f14e45f\n" })).toMatchObject({
    exit: 0,
    stdout: "",
    stderr: "",
  });
});

test("--json gives kinds and places and no value; with --check it ends with 1", () => {
  file("secrets.txt", SECRETS);
  const plain = box.run(["redact", "--json", "secrets.txt"]);
  expect(plain.exit).toBe(0);
  expect(JSON.parse(plain.stdout)).toEqual({
    schema_version: 1,
    command: "redact",
    status: "ok",
    findings: [
      { file: "secrets.txt", line: 2, column: 17, start: 21, end: 36, kind: "password" },
      { file: "secrets.txt", line: 2, column: 42, start: 49, end: 61, kind: "token" },
      { file: "secrets.txt", line: 3, column: 8, start: 69, end: 85, kind: "bearer_token" },
    ],
  });
  expect(plain.stdout).not.toContain("hunter2");
  expect(box.run(["redact", "--json", "--check", "secrets.txt"])).toMatchObject({ exit: 1, stdout: plain.stdout });
  expect(box.run(["redact", "--json", "--check"], { input: "clean" })).toMatchObject({
    exit: 0,
    stdout: '{"schema_version":1,"command":"redact","status":"ok","findings":[]}\n',
  });
});

test("what cannot be read is refused before anything is written, with 2, on stderr alone", () => {
  file("good.txt", "good\n");
  mkdirSync(join(box.dir, "folder"), { recursive: true });
  for (const flags of [[], ["--check"], ["--json"], ["--check", "--json"]]) {
    for (const [name, reason] of [
      ["missing.txt", "it does not exist"],
      ["folder", "it is a folder"],
    ] as const) {
      expect(box.run(["redact", ...flags, "good.txt", name])).toMatchObject({ exit: 2, stdout: "" });
      expect(box.run(["redact", ...flags, "good.txt", name]).stderr).toContain(
        `memories: cannot read ${name}: ${reason}`,
      );
    }
  }
});

test("a reader that leaves early is no failure", () => {
  const line = "nothing to hide in this line\n".repeat(40_000);
  const path = file("long.txt", line);
  const command = `"${box.command.join('" "')}" redact "${path}" | head -1; echo "$\{PIPESTATUS[0]}"`;
  const child = Bun.spawnSync(["bash", "-c", command], { env: box.env });
  expect(child.stdout.toString()).toBe("nothing to hide in this line\n0\n");
  expect(child.stderr.toString()).toBe("");
});

/** Peak memory of `redact` on so many MB of standard input, in MB; the output is counted and dropped. */
async function peak(megabytes: number): Promise<{ memory: number; bytes: number }> {
  const chunk = Buffer.from(
    `${"export function tokenOf(key: string): Token { return map.get(key); }\n".repeat(15_000)}`,
  );
  const child = Bun.spawn([...box.command, "redact"], {
    env: box.env,
    stdin: "pipe",
    stdout: "pipe",
  });
  const counted = (async () => {
    let bytes = 0;
    for await (const part of child.stdout) bytes += part.length;
    return bytes;
  })();
  for (let sent = 0; sent < megabytes; sent++) {
    child.stdin.write(chunk);
    await child.stdin.flush();
  }
  await child.stdin.end();
  const bytes = await counted;
  await child.exited;
  return {
    memory: (child.resourceUsage()?.maxRSS ?? Number.POSITIVE_INFINITY) / 1_048_576,
    bytes: bytes / chunk.length,
  };
}

test("memory does not grow with the input", async () => {
  const small = await peak(8);
  const large = await peak(96);
  expect([small.bytes, large.bytes]).toEqual([8, 96]);
  expect(large.memory).toBeLessThan(small.memory + 60);
});
