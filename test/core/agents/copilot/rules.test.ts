import { describe, expect, test } from "bun:test";
import { readRecords } from "../../../helpers/agent-records.ts";

const event = (type: string, data: object, more: object = {}) => ({ type, data, id: type, ...more });

describe("Copilot CLI", () => {
  test("what a sub-agent, a skill or a schedule says in the person's place is not theirs", () => {
    const { shown } = readRecords("copilot", [
      event("user.message", { content: "Search all." }, { agentId: "a" }),
      event("user.message", { content: "Skill text", source: "skill-review" }),
      event("user.message", { content: "Use pnpm.", transformedContent: "<x>Use pnpm.", delivery: "steering" }),
    ]);
    expect(shown).toEqual(["harness context: Skill text", "human user: Use pnpm."]);
  });

  test("a command of the client alone is no wish; a path and a command's name among words are", () => {
    const { shown } = readRecords(
      "copilot",
      ["/model", " /plugin:review ", "/etc/hosts is wrong", "/fix the cart"].map((content, at) =>
        event("user.message", { content }, { id: `u${at}` }),
      ),
    );
    expect(shown).toEqual(["human user: /etc/hosts is wrong", "human user: /fix the cart"]);
  });

  test("a call that was not allowed never ran; what the person said instead is theirs", () => {
    const { shown } = readRecords("copilot", [
      event("tool.execution_start", { toolCallId: "c", toolName: "bash", arguments: { command: "rm a" } }),
      event("permission.completed", {
        toolCallId: "c",
        result: { kind: "denied-interactively-by-user", feedback: "Ask before you delete." },
      }),
      event("tool.execution_complete", {
        toolCallId: "c",
        success: false,
        error: { message: "denied", code: "denied" },
      }),
    ]);
    expect(shown).toEqual([
      'tool: bash {"command":"rm a"}',
      "tool: The call was not allowed (denied-interactively-by-user).",
      "human user: Ask before you delete.",
    ]);
  });

  test("tools of MCP servers are known by their names, apart or joined", () => {
    const call = (data: object) => [
      event("tool.execution_start", { toolCallId: "c", arguments: {}, ...data }),
      event("tool.execution_complete", { toolCallId: "c", success: true, result: { content: "" } }),
    ];
    const ran = (data: object) => readRecords("copilot", call(data)).steps.filter(({ kind }) => kind === "ran");
    expect(ran({ toolName: "memories-search" })).toMatchObject([{ ran: { server: "memories", tool: "search" } }]);
    const named = { toolName: "x-y-z", mcpServerName: "x-y", mcpToolName: "z" };
    expect(ran(named)).toMatchObject([{ ran: { server: "x-y", tool: "z" } }]);
    expect(ran({ toolName: "report_intent" })).toEqual([]);
  });
});
