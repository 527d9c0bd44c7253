import { expect, test } from "bun:test";
import { homesOf } from "../../../lib/core/agents/layout.ts";
import { LAYOUTS } from "../../../lib/core/agents/layouts.ts";

const fileOf = (
  agent: "claude-code" | "pi" | "copilot" | "gemini-cli" | "qwen-code" | "cline" | "cursor",
  path: string,
) => {
  const { store } = LAYOUTS[agent];
  return store.kind === "files" ? store.fileOf(path.split("/")) : undefined;
};
const ID = "9115dd66-07ee-4fa3-b971-1136d4915dbd";

test("a home lies where its variable says, else below the person's", () => {
  expect(homesOf(LAYOUTS["claude-code"], "/home/dev", undefined)).toEqual(["/home/dev/.claude"]);
  expect(homesOf(LAYOUTS["claude-code"], "/home/dev", "/else")).toEqual(["/else"]);
  expect(homesOf(LAYOUTS.opencode, "/home/dev", "/data")).toEqual(["/data/opencode", "/data"]);
  expect(homesOf(LAYOUTS["gemini-cli"], "/home/dev", "/g")).toEqual(["/g/.gemini", "/g"]);
});

test("only a session's own files are its, those of sub-agents and of the client are not", () => {
  expect(fileOf("claude-code", `-home-dev/${ID}.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("claude-code", "-home-dev/agent-a1b2.jsonl")).toBeUndefined();
  expect(fileOf("claude-code", `-home-dev/${ID}/subagents/agent-a.jsonl`)).toBeUndefined();
  expect(fileOf("pi", `--home-dev--/2026-11-27T17-59-28-753Z_${ID}.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("copilot", `${ID}/events.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("copilot", `${ID}/workspace.yaml`)).toBeUndefined();
  const lines = fileOf("gemini-cli", "shop/chats/session-2026-11-27T18-03-5d2ae7ba.jsonl");
  expect(lines).toEqual({ key: "shop/5d2ae7ba", form: "lines" });
  const older = fileOf("gemini-cli", "shop/chats/session-2026-11-27T18-03-5d2ae7ba.json");
  expect(older).toEqual({ key: "shop/5d2ae7ba", form: "document" });
  expect(fileOf("gemini-cli", `shop/chats/${ID}/x.jsonl`)).toBeUndefined();
  expect(fileOf("gemini-cli", "shop/logs.json")).toBeUndefined();
  expect(fileOf("qwen-code", `-home-dev/chats/${ID}.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("qwen-code", `-home-dev/chats/${ID}.runtime.json`)).toBeUndefined();
  expect(fileOf("cline", "1795_a/1795_a.messages.json")).toEqual({ key: "1795_a", form: "document" });
  expect(fileOf("cline", "1795_a/agent_1_b.messages.json")).toBeUndefined();
  expect(fileOf("cursor", `-home/agent-transcripts/${ID}/${ID}.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("cursor", `-home/agent-transcripts/${ID}.jsonl`)).toEqual({ key: ID, form: "lines" });
  expect(fileOf("cursor", `-home/agent-transcripts/${ID}/subagents/${ID}.jsonl`)).toBeUndefined();
});
