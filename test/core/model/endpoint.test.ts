import { describe, expect, test } from "bun:test";
import type { MemoriesError } from "../../../lib/core/errors.ts";
import { isLoopback, resolveEndpoint } from "../../../lib/core/model/endpoint.ts";
import { evidenceBudgetBytes } from "../../../lib/core/model/evidence-budget.ts";
import { chooseModel } from "../../../lib/core/model/model-choice.ts";

const DEFAULT = { id: "gpt-5.4-mini", named: false };
const NAMED = { id: "my-model", named: true };

function refusal(env: Record<string, string>, model = DEFAULT): MemoriesError {
  try {
    resolveEndpoint(env, model, "refuse");
  } catch (thrown) {
    return thrown as MemoriesError;
  }
  throw new Error("not refused");
}

describe("the endpoint", () => {
  test("is OpenAI's with a key, and only with one", () => {
    expect(resolveEndpoint({ OPENAI_API_KEY: " k \n" }, DEFAULT, "refuse")).toEqual({
      baseUrl: "https://api.openai.com/v1",
      apiKey: "k",
    });
    const error = refusal({});
    expect([error.code, error.kind]).toEqual(["no_api_key", "usage"]);
    expect(error.message).toContain("OPENAI_API_KEY");
    expect(error.hint).toContain("--model replay:DIR");
    expect(error.hint).toContain("--offline");
  });

  test("on this machine needs neither key nor name", () => {
    const env = { OPENAI_BASE_URL: "http://localhost:11434/v1/" };
    expect(resolveEndpoint(env, DEFAULT, "refuse")).toEqual({
      baseUrl: "http://localhost:11434/v1",
      apiKey: undefined,
    });
  });

  test("of another provider needs a named model", () => {
    const env = { OPENAI_BASE_URL: "https://llm.example.com/v1", OPENAI_API_KEY: "k" };
    expect(refusal(env).code).toBe("no_model");
    expect(resolveEndpoint(env, NAMED, "refuse").baseUrl).toBe("https://llm.example.com/v1");
    expect(refusal({ OPENAI_BASE_URL: env.OPENAI_BASE_URL }, NAMED).code).toBe("no_api_key");
  });

  test("beyond this machine is reached without encryption only where that is allowed", () => {
    for (const host of ["10.0.0.5", "llm.example.com", "[2001:db8::1]:8000"]) {
      const env = { OPENAI_BASE_URL: `http://${host}/v1`, OPENAI_API_KEY: "k" };
      expect([refusal(env, NAMED).code, refusal(env, NAMED).kind]).toEqual(["insecure_endpoint", "usage"]);
      expect(resolveEndpoint(env, NAMED, "allow").baseUrl).toBe(env.OPENAI_BASE_URL);
    }
  });

  test("that is no plain http(s) URL is refused without being shown", () => {
    for (const url of ["api.openai.com", "ftp://x/", "https://user:geheim@x/v1", "https://x/v1?key=geheim"]) {
      const error = refusal({ OPENAI_BASE_URL: url }, NAMED);
      expect(error.code).toBe("bad_config");
      expect(`${error.message} ${error.hint}`).not.toContain("geheim");
    }
  });

  test("counts as loopback by its host alone", () => {
    expect(["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"].map(isLoopback)).not.toContain(false);
    expect(["localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", ""].map(isLoopback)).not.toContain(
      true,
    );
  });
});

describe("the model", () => {
  const names = { typed: undefined, configured: "gpt-5.4-mini", configuredNamed: false, fallback: "gpt-5.4-mini" };

  test("is what was typed, else what is configured", () => {
    expect(chooseModel(names)).toEqual({ kind: "live", id: "gpt-5.4-mini", named: false });
    expect(chooseModel({ ...names, configuredNamed: true })).toMatchObject({ named: true });
    expect(chooseModel({ ...names, typed: "llama3.2:3b" })).toEqual({ kind: "live", id: "llama3.2:3b", named: true });
    expect(chooseModel({ ...names, typed: "offline" })).toEqual({ kind: "offline" });
  });

  test("keeps its id when a replay stands in for it", () => {
    const configured = { ...names, configured: "mine", configuredNamed: true };
    expect(chooseModel({ ...configured, typed: "replay:a/b" })).toEqual({ kind: "replay", dir: "a/b", id: "mine" });
    expect(chooseModel({ ...names, configured: "replay:x" })).toEqual({ kind: "replay", dir: "x", id: "gpt-5.4-mini" });
    expect(() => chooseModel({ ...names, typed: "replay:" })).toThrow("names no folder");
  });

  test("sets the evidence's budget by its window", () => {
    expect(evidenceBudgetBytes("gpt-5.4-mini", undefined)).toBe(723_520);
    expect(evidenceBudgetBytes("gpt-5.4", undefined)).toBe(723_520);
    expect(evidenceBudgetBytes(undefined, undefined)).toBe(723_520);
    expect(evidenceBudgetBytes("llama3", undefined)).toBe(600_000);
    expect(evidenceBudgetBytes("llama3", 8_192)).toBe(Math.floor(Math.floor(8_192 * 0.95) * 0.7) * 4);
    expect(evidenceBudgetBytes("gpt-5.4-mini", 1_000)).toBe(665 * 4);
  });
});
