import { afterEach, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../../lib/core/settings.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { filesUnder, MEMORY, rowsOf, writeSessions } from "../../helpers/extract-world.ts";
import { inOrder, type ModelServer, type Reply, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const servers: ModelServer[] = [];
const worlds: TestWorld[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const world of worlds.splice(0)) world.dispose();
});

const HEADER = "x-oai-attestation";
const GOOD: Reply = { kind: "answer", answer: MEMORY };

/** One session, extracted with a program that prints `v1.secret1`, `v1.secret2`, … or what `script` does. */
async function run(
  server: ModelServer,
  scopes: readonly string[],
  options: { script?: string; settings?: Partial<Settings>; record?: boolean } = {},
) {
  const world = testWorld({
    env: { PATH: process.env.PATH, OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: "k" },
    settings: {
      // A model whose window is known: its server is asked nothing else.
      contextWindow: 100_000,
      attestationScopes: scopes,
      extractModel: "m",
      namedModels: new Set(["extractModel"]),
      ...options.settings,
    },
  });
  worlds.push(world);
  mkdirSync(world.dir, { recursive: true });
  const program = join(world.dir, "attest");
  const counting = `n=$(cat "${world.dir}/n" 2>/dev/null || echo 0); n=$((n+1)); echo $n > "${world.dir}/n"; echo v1.secret$n`;
  writeFileSync(program, `#!/bin/sh\n${options.script ?? counting}\n`, { mode: 0o755 });
  writeSessions(world.paths.codexHome, 1, TEST_NOW);
  const asked = options.settings?.attestationCommand === undefined ? { attestationCommand: [program] } : {};
  const report = await extract(
    { ...world, settings: { ...world.settings, ...asked } },
    options.record === true ? { record: join(world.dir, "rec") } : {},
  );
  const warnings = world.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
  return { world, report, warnings, values: server.requests.map(({ headers }) => headers[HEADER]) };
}

async function serve(...replies: Reply[]): Promise<ModelServer> {
  const server = await startModelServer(inOrder(...replies));
  servers.push(server);
  return server;
}

test("a request within the scope carries the value", async () => {
  const server = await serve(GOOD);
  expect((await run(server, [`${server.baseUrl}/`])).values).toEqual(["v1.secret1"]);
});

test("every retry carries a fresh one", async () => {
  const again: Reply = { kind: "status", status: 500, headers: { "retry-after-ms": "1" } };
  const server = await serve(again, again, GOOD);
  expect((await run(server, [server.baseUrl])).values).toEqual(["v1.secret1", "v1.secret2", "v1.secret3"]);
});

const elsewhere: [string, (server: ModelServer) => string][] = [
  ["the default scope", () => "https://chatgpt.com/backend-api/codex/"],
  ["another port", ({ port }) => `http://127.0.0.1:${port + 1}/v1/`],
  ["another host name of the same machine", ({ port }) => `http://localhost:${port}/v1/`],
  ["another scheme", ({ port }) => `https://127.0.0.1:${port}/v1/`],
  ["a look-alike path", ({ port }) => `http://127.0.0.1:${port}/v1/respon`],
  ["a deeper path", ({ port }) => `http://127.0.0.1:${port}/v1/responses/more`],
  ["a scope with a user name", ({ port }) => `http://u@127.0.0.1:${port}/v1/`],
];
test.each(elsewhere)("outside of %s it goes without, and without a word", async (_, scope) => {
  const server = await serve(GOOD);
  const { values, warnings, report } = await run(server, [scope(server)]);
  expect(values).toEqual([undefined]);
  expect(warnings).toEqual([]);
  expect(report.status).toBe("succeeded");
});

test("a redirect takes it nowhere", async () => {
  const target = await serve(GOOD);
  const server = await serve({ kind: "redirect", to: `${target.baseUrl}/responses` });
  const { values } = await run(server, [server.baseUrl, target.baseUrl]);
  expect(values).toEqual(["v1.secret1"]);
  expect(target.requests).toEqual([]);
});

const broken: [string, string, RegExp][] = [
  ["fails", "echo v1.secret; exit 1", /exit code 1/],
  ["prints two lines", "echo v1.secret; echo v1.secret", /one line/],
  ["prints nothing", ":", /one line/],
];
test.each(broken)("a program that %s is told once, and the request goes without", async (_, script, reason) => {
  const again: Reply = { kind: "status", status: 500, headers: { "retry-after-ms": "1" } };
  const server = await serve(again, GOOD);
  const { values, warnings, report } = await run(server, [server.baseUrl], { script });
  expect(values).toEqual([undefined, undefined]);
  expect(report.status).toBe("succeeded");
  expect(warnings.length).toBe(1);
  expect(warnings[0]).toMatch(reason);
  expect(warnings[0]).not.toContain("secret");
});

test("without a program a request within the scope goes without, and one warning says so", async () => {
  const server = await serve(GOOD);
  const { values, warnings } = await run(server, [server.baseUrl], { settings: { attestationCommand: [] } });
  expect(values).toEqual([undefined]);
  expect(warnings).toEqual(["requests go without attestation: no attestation_command is set"]);
});

test("the value stands in no error, row, log or recording, even when the server echoes it", async () => {
  const server = await startModelServer(({ headers, index }) =>
    index === 0
      ? {
          kind: "status",
          status: 500,
          headers: { "retry-after-ms": "1" },
          body: { error: { message: `bad ${headers[HEADER]}` } },
        }
      : { kind: "answer", answer: { ...MEMORY, raw_memory: `I saw ${headers[HEADER]} and Bearer k` } },
  );
  servers.push(server);
  const { world, report } = await run(server, [server.baseUrl], { record: true });
  server.script(({ headers }) => ({
    kind: "status",
    status: 400,
    body: { error: { message: `bad ${headers[HEADER]}` } },
  }));
  await (await world.state()).client.execute("UPDATE threads SET updated_at = updated_at + 1");
  const failed = await extract({
    ...world,
    settings: { ...world.settings, attestationCommand: [join(world.dir, "attest")] },
  });
  const seen = JSON.stringify([
    report,
    failed,
    world.lines,
    await rowsOf(world, "SELECT * FROM jobs"),
    await rowsOf(world, "SELECT * FROM stage1_outputs"),
    filesUnder(join(world.dir, "rec")),
  ]);
  expect(server.requests.map(({ headers }) => headers[HEADER])).toEqual(["v1.secret1", "v1.secret2", "v1.secret3"]);
  expect(failed.status).toBe("failed");
  expect(seen).not.toContain("v1.secret");
});
