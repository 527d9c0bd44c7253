import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { APICallError } from "ai";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { expectGolden } from "../../helpers/golden.ts";
import { memoryCopy } from "./memory-copy.ts";
import { runScript, WIDE_LIMITS } from "./run-script.ts";
import { toldResults } from "./scripted-model.ts";

const LIST = { calls: [{ tool: "list", input: {} }] };
const WRITE = { calls: [{ tool: "write", input: { path: "MEMORY.md", content: "late" } }] };

describe("a run", () => {
  test("asks with the instructions, the task and the seven tools, and asks again until no tool is called", async () => {
    const steps: unknown[] = [];
    const { model, run } = await runScript([LIST, { say: "done" }], { onStep: (step) => steps.push(step) });
    const [request] = model.doGenerateCalls;
    expect(request?.prompt).toEqual([
      { role: "system", content: "instructions" },
      { role: "user", content: [{ type: "text", text: "begin" }], providerOptions: undefined },
    ]);
    expectGolden("consolidate/agent-tools.json", `${JSON.stringify(request?.tools, null, 2)}\n`);
    expect(run).toEqual({
      end: { kind: "finished", findings: [] },
      steps: 2,
      refusedCalls: 0,
      repairRounds: 0,
      usage: { input_tokens: 20, cached_input_tokens: 6, output_tokens: 2, reasoning_tokens: 0, total_tokens: 22 },
      warnings: [],
    });
    expect(steps).toEqual([
      { number: 1, calls: ["list"] },
      { number: 2, calls: [] },
    ]);
  });

  test("counts unknown tools, arguments that are no JSON, and wrong ones as refused, and goes on", async () => {
    const calls = [
      { tool: "shell", input: { command: "rm -rf /" } },
      { tool: "read", input: "{not json" },
      { tool: "read", input: {} },
      { tool: "read", input: { path: "MEMORY.md", encoding: "base64" } },
      { tool: "write", input: { path: 7, content: null } },
      { tool: "list", input: [] },
      { tool: "search", input: { query: "" } },
      { tool: "read", input: { path: "MEMORY.md", line_offset: 0 } },
    ];
    const { model, run } = await runScript([{ calls }, { say: "done" }]);
    expect(run).toMatchObject({ end: { kind: "finished" }, refusedCalls: calls.length });
    const told = toldResults(model.doGenerateCalls[1]?.prompt);
    expect(told.every(({ refused }) => refused)).toBe(true);
    expect(told[3]?.value).toBe('wrong arguments for read: Unrecognized key: "encoding"');
  });
});

describe("repair rounds", () => {
  test("give the findings back to the agent until there are none", async () => {
    let left = 2;
    const { model, run } = await runScript([{ say: "done" }], {
      verify: async () => (left-- > 0 ? [`fault ${left}`] : []),
    });
    expect(run).toMatchObject({ end: { kind: "finished", findings: [] }, repairRounds: 2, steps: 3 });
    expect(model.doGenerateCalls[1]?.prompt.slice(2)).toMatchObject([
      { role: "assistant", content: [{ text: "done" }] },
      { role: "user", content: [{ text: expect.stringContaining("- fault 1") }] },
    ]);
    expect(model.doGenerateCalls[2]?.prompt).toHaveLength(6);
  });

  test("end after two, with what is still found", async () => {
    const { run } = await runScript([{ say: "done" }], { verify: async () => ["fault"] });
    expect(run).toMatchObject({ end: { kind: "finished", findings: ["fault"] }, repairRounds: 2, steps: 3 });
  });

  test("spend of the same steps", async () => {
    const limits = { ...WIDE_LIMITS, maxSteps: 3 };
    const { run } = await runScript([LIST, LIST, { say: "done" }], { limits, verify: async () => ["fault"] });
    expect(run).toMatchObject({ end: { kind: "finished", findings: ["fault"] }, repairRounds: 0, steps: 3 });
    const cut = await runScript([LIST, { say: "done" }, LIST], { limits, verify: async () => ["fault"] });
    expect(cut.run.end).toEqual({ kind: "failed", reason: "the agent was not done after 3 steps" });
  });
});

describe("a bound that is reached fails the run", () => {
  test("steps", async () => {
    const { run, model } = await runScript([LIST], { limits: { ...WIDE_LIMITS, maxSteps: 7 } });
    expect(run).toMatchObject({ end: { kind: "failed", reason: "the agent was not done after 7 steps" }, steps: 7 });
    expect(model.doGenerateCalls).toHaveLength(7);
  });

  test("steps of calls that are all wrong", async () => {
    const { run } = await runScript([{ calls: [{ tool: "shell", input: {} }] }], {
      limits: { ...WIDE_LIMITS, maxSteps: 3 },
    });
    expect(run).toMatchObject({ end: { kind: "failed" }, steps: 3, refusedCalls: 3 });
  });

  test("output tokens, before a further request and after the last", async () => {
    const before = await runScript([{ ...LIST, outputTokens: 6_000 }]);
    expect(before.run).toMatchObject({
      end: { kind: "failed", reason: "the agent was not done after 10000 output tokens" },
      steps: 2,
    });
    const after = await runScript([{ say: "done", outputTokens: 10_001 }]);
    expect(after.run.end).toEqual({ kind: "failed", reason: "the agent spent more than 10000 output tokens" });
  });

  test("wall time, also when the provider hangs and heeds no signal", async () => {
    const { run } = await runScript([{ hang: true }], { limits: { ...WIDE_LIMITS, timeoutSeconds: 0.05 } });
    expect(run.end).toEqual({ kind: "failed", reason: "the agent did not finish within 0.05 s" });
  });
});

describe("a failure of the provider fails the run", () => {
  test("an error of any kind, with its cause", async () => {
    const answered = new APICallError({
      message: "Too Many Requests",
      url: "http://127.0.0.1:9/v1",
      requestBodyValues: {},
      statusCode: 429,
    });
    expect((await runScript([LIST, { fail: answered }])).run).toMatchObject({
      end: { kind: "failed", reason: "HTTP 429: Too Many Requests" },
      steps: 1,
      usage: { output_tokens: 1 },
    });
    expect((await runScript([{ fail: new TypeError("fetch failed") }])).run.end).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("fetch failed"),
    });
  });

  test("a secret in the cause is not passed on", async () => {
    const key = ["AKIA", "QYLPMN5HHHFPZAM2"].join("");
    expect((await runScript([{ fail: new Error(`bad key ${key}`) }])).run.end).toMatchObject({
      kind: "failed",
      reason: expect.stringMatching(/bad key \[REDACTED_SECRET\]$/),
    });
  });

  for (const finish of ["length", "content-filter", "error", "other"] as const) {
    test(`an answer that ends with ${finish}`, async () => {
      const { run } = await runScript([{ say: "half", finish }]);
      expect(run.end).toEqual({ kind: "failed", reason: `the model's last answer ended with "${finish}"` });
    });
  }
});

describe("the caller's signal stops the run at once", () => {
  test("before it begins", async () => {
    const { run, model } = await runScript([LIST], { signal: AbortSignal.abort() });
    expect(run.end).toEqual({ kind: "stopped" });
    expect(model.doGenerateCalls.length).toBeLessThanOrEqual(1);
  });

  test("while the provider hangs", async () => {
    const stop = new AbortController();
    const running = runScript([{ hang: true }], { signal: stop.signal });
    setTimeout(() => stop.abort(), 5);
    expect((await running).run.end).toEqual({ kind: "stopped" });
  });

  test("and no call of the step that was going on is carried out after it", async () => {
    const stop = new AbortController();
    const root = memoryCopy();
    const { run } = await runScript([LIST, WRITE], { root, signal: stop.signal, onStep: () => stop.abort() });
    expect(run.end).toEqual({ kind: "stopped" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(readFileSync(join(root, "MEMORY.md"), "utf8")).not.toBe("late");
  });

  test("during verification", async () => {
    const stop = new AbortController();
    const verify = async () => {
      stop.abort();
      return ["fault"];
    };
    expect((await runScript([{ say: "done" }], { signal: stop.signal, verify })).run.end).toEqual({ kind: "stopped" });
  });
});

test("a disk that fails is thrown, and no call after it is carried out", async () => {
  const root = memoryCopy();
  installFaultHook((point, detail) => {
    if (point === "agent.step" && detail === "write MEMORY.md")
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
  });
  try {
    const calls = [...WRITE.calls, { tool: "write", input: { path: "skills/after", content: "x" } }];
    expect(runScript([{ calls }, LIST], { root })).rejects.toThrow("no space");
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 20));
    installFaultHook(undefined);
  }
  expect(existsSync(join(root, "skills/after"))).toBe(false);
});
