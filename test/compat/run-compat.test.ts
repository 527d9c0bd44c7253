import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { installClient } from "./install-client.ts";
import { runCompat } from "./run-compat.ts";

const TOP = join(import.meta.dirname, "../..");

test("a client that nobody knows is wrong usage, and the known ones are named", async () => {
  const lines: string[] = [];
  expect(await runCompat(["netscape"], (line) => lines.push(line))).toBe(2);
  expect(lines.join("\n")).toContain("codex, pi, claude-code");
});

test.skipIf(Bun.which("npm") === null)(
  "a registry that does not answer is told from a client that it does not have",
  () => {
    const cache = mkdtempSync(join(tmpdir(), "memories-clients-"));
    try {
      const script = `console.log(JSON.stringify((await import("${TOP}/test/compat/install-client.ts")).installClient("x", "latest", "x")))`;
      const ran = spawnSync(process.execPath, ["-e", script], {
        encoding: "utf8",
        env: { ...process.env, npm_config_registry: "http://127.0.0.1:9", XDG_CACHE_HOME: cache },
      });
      expect(JSON.parse(ran.stdout)).toMatchObject({ reason: "unreachable" } satisfies Partial<
        ReturnType<typeof installClient>
      >);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  },
);
