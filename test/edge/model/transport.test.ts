import { afterEach, describe, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { z } from "zod";
import { classifyFailure } from "../../../lib/core/model/faults/classify-failure.ts";
import { askForObject } from "../../../lib/edge/model/ask-for-object.ts";
import type { OpenModel } from "../../../lib/edge/model/open-model.ts";
import { proxyFor } from "../../../lib/edge/model/watch-connection.ts";
import { inOrder, type ModelServer, startModelServer } from "../../helpers/model-server.ts";
import { testModel } from "../../helpers/test-model.ts";

const GOOD = { a: "x" };
let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(model: OpenModel, signal = new AbortController().signal) {
  const schema = z.strictObject({ a: z.string() });
  const answer = await askForObject(model, { system: "s", user: "u", schema, name: "thing", signal });
  return answer.kind === "no_answer"
    ? { verdict: classifyFailure(answer.failure), ...answer.failure }
    : { verdict: answer.kind, message: "", transport: undefined };
}

describe("a request", () => {
  test.each(["nothing", "headers", "half the body"] as const)(
    "that hangs after %s ends with its time",
    async (after) => {
      server = await startModelServer(() => ({ kind: "hang", after }));
      const result = await ask(testModel(server.baseUrl, { timeoutSeconds: 0.3 }));
      const [verdict, transport] = after === "nothing" ? ["hung", "no_answer"] : ["failure", "timeout"];
      expect(result).toMatchObject({ verdict, transport });
      expect(server.requests.length).toBe(1);
    },
  );

  test("that is answered slowly, but in time, is answered", async () => {
    server = await startModelServer(() => ({ kind: "answer", answer: GOOD, delayMs: 400 }));
    const connection = { probeAfterMs: 20, limitMs: 100 };
    expect((await ask(testModel(server.baseUrl, { connection }))).verdict).toBe("object");
  });

  test.each(["nothing", "half the body"] as const)("that is reset after %s is tried again", async (after) => {
    server = await startModelServer(inOrder({ kind: "reset", after }, { kind: "answer", answer: GOOD }));
    expect((await ask(testModel(server.baseUrl))).verdict).toBe("object");
    expect(server.requests.length).toBe(2);
  });

  test("whose answer is a page is tried again, then suspicious", async () => {
    server = await startModelServer(() => ({
      kind: "raw",
      body: "<html>log in</html>",
      headers: { "retry-after-ms": "1" },
    }));
    const result = await ask(testModel(server.baseUrl));
    expect(result).toMatchObject({ verdict: "suspect", transport: "not_json" });
    expect(server.requests.length).toBe(3);
  });

  test("goes to no other address than the one it was meant for", async () => {
    const elsewhere = await startModelServer(() => ({ kind: "answer", answer: GOOD }));
    server = await startModelServer(() => ({ kind: "redirect", to: `${elsewhere.baseUrl}/responses` }));
    const result = await ask(testModel(server.baseUrl));
    expect(result).toMatchObject({ verdict: "suspect", transport: "redirect" });
    expect(elsewhere.requests.length).toBe(0);
    await elsewhere.close();
  });

  test("is nobody's fault when the run is stopped, at once", async () => {
    server = await startModelServer(() => ({ kind: "hang", after: "nothing" }));
    const controller = new AbortController();
    const asking = ask(testModel(server.baseUrl), controller.signal);
    await Promise.race([server.arrived(1), asking]);
    controller.abort(new Error("stopped by SIGTERM"));
    expect((await asking).verdict).toBe("stopped");
    expect((await ask(testModel(server.baseUrl), controller.signal)).verdict).toBe("stopped");
    expect(server.requests.length).toBe(1);
  });
});

describe("without a connection", () => {
  test("that is refused the endpoint is out", async () => {
    const gone = await startModelServer(() => ({ kind: "status", status: 500 }));
    await gone.close();
    const result = await ask(testModel(gone.baseUrl));
    expect(result).toMatchObject({ verdict: "outage", transport: "no_connection" });
    expect(result.message).toContain(`127.0.0.1:${gone.port}`);
  });

  test("to a name that nobody has it is out as well", async () => {
    const env = { OPENAI_BASE_URL: "https://no-such-host.invalid/v1", OPENAI_API_KEY: "k" };
    expect(await ask(testModel("", { env }))).toMatchObject({ verdict: "outage" });
  });

  test("that is ever made the wait ends after its limit, long before an answer's", async () => {
    const full = await fullServer();
    try {
      const connection = { probeAfterMs: 100, limitMs: 600 };
      const result = await ask(testModel(`http://127.0.0.1:${full.port}/v1`, { connection }));
      expect(result).toMatchObject({ verdict: "outage", transport: "no_connection" });
      expect(result.message).toContain("within 0.6 s");
    } finally {
      full.end();
    }
  });

  test("of its own a proxy is what must be reached", () => {
    const url = new URL("https://api.example.com/v1");
    expect(proxyFor(url, {})).toBeUndefined();
    expect(proxyFor(url, { HTTPS_PROXY: "http://proxy:3128" })?.host).toBe("proxy:3128");
    expect(proxyFor(url, { HTTP_PROXY: "http://proxy:3128" })).toBeUndefined();
    expect(proxyFor(url, { https_proxy: "http://proxy:3128", NO_PROXY: "a, .example.com" })).toBeUndefined();
    expect(proxyFor(url, { https_proxy: "http://proxy:3128", no_proxy: "ample.com" })?.host).toBe("proxy:3128");
    expect(proxyFor(url, { https_proxy: "http://proxy:3128", no_proxy: "*" })).toBeUndefined();
  });
});

/** A listening socket whose queue is full: further connections are neither made nor refused. */
async function fullServer(): Promise<{ port: number; end: () => void }> {
  const script = `const s = require("node:net").createServer(); s.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    console.log(s.address().port); process.kill(process.pid, "SIGSTOP"); });`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const { value } = await child.stdout.getReader().read();
  const port = Number(new TextDecoder().decode(value));
  const held: Socket[] = [];
  for (let made = true; made; ) {
    const socket = connect({ host: "127.0.0.1", port });
    held.push(socket);
    made = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      setTimeout(() => resolve(false), 400);
    });
  }
  return {
    port,
    end: () => {
      for (const socket of held) socket.destroy();
      child.kill("SIGKILL");
    },
  };
}
