import { expect, test } from "bun:test";
import { type AgentNames, chooseAgent } from "../../../../lib/core/consolidate/agent/agent-choice.ts";
import { MemoriesError } from "../../../../lib/core/errors.ts";

const choose = (names: Partial<AgentNames>) =>
  chooseAgent({
    agent: undefined,
    rest: [],
    model: undefined,
    configured: "gpt-6.1-terra",
    configuredNamed: false,
    ...names,
  });

test("each name gives its agent, and a replay keeps the model it stands in for", () => {
  expect(choose({})).toEqual({ kind: "model", model: { kind: "live", id: "gpt-6.1-terra", named: false } });
  expect(choose({ agent: "model", model: "big" })).toEqual({
    kind: "model",
    model: { kind: "live", id: "big", named: true },
  });
  expect(choose({ agent: "offline" })).toEqual({ kind: "offline" });
  expect(choose({ model: "offline" })).toEqual({ kind: "offline" });
  expect(choose({ configured: "offline" })).toEqual({ kind: "offline" });
  expect(choose({ agent: "replay:/dir" })).toEqual({
    kind: "model",
    model: { kind: "replay", dir: "/dir", id: "gpt-6.1-terra" },
  });
  expect(choose({ agent: "replay:/dir", model: "big" })).toMatchObject({ model: { id: "big" } });
  expect(choose({ agent: "replay:/dir", configured: "offline" })).toMatchObject({ model: { id: "gpt-6.1-terra" } });
  expect(choose({ agent: "command", rest: ["my-agent", "--flag"] })).toEqual({
    kind: "command",
    argv: ["my-agent", "--flag"],
  });
});

test("an agent that there is not, a command without words and words without the command are refused", () => {
  for (const names of [
    { agent: "nobody" },
    { agent: "Offline" },
    { agent: "replay:" },
    { agent: "command" },
    { rest: ["x"] },
    { agent: "offline", rest: ["x"] },
  ]) {
    expect(() => choose(names)).toThrow(MemoriesError);
  }
});
