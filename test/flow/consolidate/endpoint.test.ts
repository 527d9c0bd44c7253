import { afterEach, expect, test } from "bun:test";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { type ModelServer, type Reply, startModelServer } from "../../helpers/model-server.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let server: ModelServer;
let world: TestWorld;
afterEach(async () => {
  await server.close();
  world.dispose();
});

const refuse = (status: number, message = "no"): Reply => ({
  kind: "status",
  status,
  body: { error: { message } },
  headers: { "retry-after-ms": "1" },
});
const cases: [what: string, reply: Reply, status: string, hint: RegExp | undefined][] = [
  ["a refused key", refuse(401), "setup", /OPENAI_API_KEY/],
  ["a path that is not there", refuse(404), "setup", /--api chat/],
  ["a model that cannot call tools", refuse(400, "this model does not support tools"), "setup", /--agent offline/],
  ["an answer of another API", { kind: "raw", body: "{}", type: "application/json" }, "setup", /--api chat/],
  ["a server that is overloaded", refuse(503), "outage", undefined],
  ["a server that hangs", { kind: "hang", after: "nothing" }, "outage", undefined],
  ["a server that breaks off", { kind: "reset", after: "nothing" }, "outage", undefined],
  ["a request that it refuses", refuse(400, "the prompt is not to our liking"), "failed_agent", undefined],
  ["an answer that does not end", { kind: "hang", after: "headers" }, "failed_agent", undefined],
];

test.each(cases)(
  "%s is told apart, and only a failure is held against the consolidation",
  async (_, reply, status, hint) => {
    server = await startModelServer(() => reply);
    world = testWorld({ env: { PATH: process.env.PATH, OPENAI_BASE_URL: server.baseUrl }, settings: { timeout: 0.5 } });
    await seedMemory(await world.state(), { threadId: threadId(1) });
    const report = await consolidate(world);
    expect(report.status).toBe(status as typeof report.status);
    expect(report.error).not.toBeNull();
    const { rows } = await (await world.state()).client.execute("SELECT * FROM jobs WHERE job_key = 'global'");
    const failed = status === "failed_agent";
    expect([rows[0]?.status, rows[0]?.retry_remaining, rows[0]?.retry_at === null]).toEqual(
      failed ? ["error", 2, false] : ["pending", 3, true],
    );
    const said = world.lines.map(({ message }) => message).join("\n");
    if (hint !== undefined) expect(said).toMatch(hint);
  },
);
