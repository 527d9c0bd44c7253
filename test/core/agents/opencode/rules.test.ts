import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { unquoted } from "../../../../lib/core/agents/opencode/records.ts";
import { readRecords } from "../../../helpers/agent-records.ts";

const message = (role: string, parts: object[], more: object = {}) => ({
  info: { role, id: "m", time: { created: 2_000 }, ...more },
  parts,
});

describe("OpenCode", () => {
  test("the quotes that `opencode run` sets around a prompt are taken off, and no others", () => {
    expect(unquoted('"fix the \\"big\\" test"')).toBe('fix the "big" test');
    expect(unquoted('"fix it"\npiped text')).toBe("fix it\npiped text");
    expect(unquoted('"a" and "b" are names')).toBe('"a" and "b" are names');
    expect(unquoted('"word"')).toBe('"word"');
    fc.assert(
      fc.property(
        fc.string().filter((text) => /\s/.test(text) && !text.includes("\\")),
        (text) => {
          expect(unquoted(`"${text.replaceAll('"', '\\"')}"`)).toBe(text);
        },
      ),
    );
  });

  test("a rejected call never ran, and the feedback is the person's", () => {
    const error = "The user rejected permission to use this specific tool call with the following feedback: use git rm";
    const { shown } = readRecords("opencode", [
      message("assistant", [
        { type: "step-start" },
        { type: "tool", tool: "bash", callID: "c", state: { status: "error", input: { command: "rm a" }, error } },
      ]),
    ]);
    expect(shown).toEqual(['tool: bash {"command":"rm a"}', `tool: ${error}`, "human user: use git rm"]);
  });

  test("a plugin's part, a compaction and its summary are no one's words", () => {
    const { shown } = readRecords("opencode", [
      message("user", [{ type: "text", text: "ours", synthetic: true }]),
      message("user", [{ type: "compaction", auto: true }]),
      message("assistant", [{ type: "text", text: "Goal: push to main" }], { mode: "compaction", summary: true }),
    ]);
    expect(shown).toEqual([]);
  });

  test("tools of MCP servers are told from its own", () => {
    const call = (tool: string) =>
      message("assistant", [
        { type: "step-start" },
        { type: "tool", tool, callID: tool, state: { status: "completed", input: {}, output: "" } },
      ]);
    const ran = (tool: string) => readRecords("opencode", [call(tool)]).steps.filter(({ kind }) => kind === "ran");
    expect(ran("memories_search")).toMatchObject([{ ran: { kind: "mcp", server: "memories", tool: "search" } }]);
    expect(ran("apply_patch")).toEqual([]);
    expect(readRecords("opencode", [call("jira_get_issue")]).state.external).toBe(true);
    expect(readRecords("opencode", [call("memories_search")]).state.external).toBeUndefined();
  });
});
