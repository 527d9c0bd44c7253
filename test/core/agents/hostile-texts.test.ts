import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RecordAgent } from "../../../lib/core/agents/formats.ts";
import { blocksIn, withoutBlocks, withoutLeadingBlocks } from "../../../lib/core/agents/tagged-blocks.ts";
import type { JsonObject } from "../../../lib/core/text/json.ts";
import { readRecords } from "../../helpers/agent-records.ts";

/** A record in which the person says something, as each product writes it. */
const SAID: Readonly<Record<RecordAgent, (text: string) => JsonObject>> = {
  "claude-code": (text) => ({ type: "user", promptSource: "typed", message: { content: text } }),
  pi: (text) => ({ type: "message", id: "1", message: { role: "user", content: text } }),
  opencode: (text) => ({ info: { role: "user" }, parts: [{ type: "text", text }] }),
  kilo: (text) => ({ info: { role: "user" }, parts: [{ type: "text", text }] }),
  copilot: (text) => ({ type: "user.message", data: { content: text } }),
  "gemini-cli": (text) => ({ type: "user", id: "1", content: [{ text }] }),
  "qwen-code": (text) => ({ type: "user", provenance: "real_user", message: { parts: [{ text }] } }),
  cline: (text) => ({ role: "user", content: [{ type: "text", text: `<user_input mode="act">${text}</user_input>` }] }),
  cursor: (text) => ({ role: "user", message: { content: [{ type: "text", text }] } }),
};
/** A record in which a command came back. */
const OUTPUT: Readonly<Partial<Record<RecordAgent, (text: string) => JsonObject>>> = {
  "qwen-code": (text) => ({
    type: "tool_result",
    message: { parts: [{ functionResponse: { id: "c", response: { output: text } } }] },
  }),
  opencode: (text) => ({
    info: { role: "assistant" },
    parts: [
      { type: "step-start" },
      { type: "tool", callID: "c", tool: "bash", state: { status: "completed", output: text } },
    ],
  }),
  "gemini-cli": (text) => ({
    type: "gemini",
    id: "g",
    toolCalls: [
      { id: "c", name: "x", status: "success", result: [{ functionResponse: { response: { output: text } } }] },
    ],
  }),
  copilot: (text) => ({ type: "tool.execution_complete", data: { toolCallId: "c", result: { content: text } } }),
  pi: (text) => ({ type: "message", message: { role: "toolResult", toolCallId: "c", isError: true, content: text } }),
  "claude-code": (text) => ({
    type: "user",
    toolDenialKind: "x",
    message: { content: [{ type: "tool_result", tool_use_id: "c", is_error: true, content: text }] },
  }),
};
const OPENINGS =
  '<hook_context> <system-reminder> <user_query> <user_input <task_result> <file name="a"> <x> <untrusted_context> <shellId:'.split(
    " ",
  );
const COUNT = 60_000;

describe("a megabyte of openings that nothing closes is text like any other", () => {
  for (const [agent, said] of Object.entries(SAID) as [RecordAgent, (typeof SAID)["pi"]][]) {
    test(agent, () => {
      for (const opening of [...OPENINGS, "\n", "Workspace Directories:\n", '"', "\\", "`", "the user said:\n"]) {
        const text = `Begin. ${opening.repeat(COUNT)} end`;
        const { steps } = readRecords(agent, [said(text)]);
        expect(steps.some((step) => step.kind === "row" && step.text.includes("Begin."))).toBe(true);
        const output = OUTPUT[agent]?.(
          `Command: x\nDirectory: y\nOutput: ${`${opening}\nError: \n`.repeat(COUNT / 4)}`,
        );
        if (output !== undefined) expect(readRecords(agent, [output]).counts.usable).toBe(1);
      }
    });
  }
});

test("arguments that are nested deeper than can be written are shown as such", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const { shown } = readRecords("pi", [
    {
      type: "message",
      message: { role: "assistant", content: [{ type: "toolCall", id: "c", name: "mcp__a__b", arguments: deep }] },
    },
    { type: "message", message: { role: "toolResult", toolCallId: "c", content: "ok" } },
  ]);
  expect(shown).toEqual([
    "tool: mcp__a__b [nested too deeply]",
    "tool: ok",
    'ran {"kind":"mcp","server":"a","tool":"b","arguments":"[nested too deeply]","failed":false}',
  ]);
});

describe("blocks", () => {
  const plain = fc.string({ unit: fc.constantFrom(..."ab \n.") });

  test("closed blocks go, and what stands around and inside them is told apart", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, plain), { maxLength: 4 }), plain, (pairs, last) => {
        const text = pairs.map(([before, inside]) => `${before}|<note>${inside}</note>|`).join("") + last;
        expect(blocksIn(text, "note")).toEqual(pairs.map(([, inside]) => inside));
        expect(withoutBlocks(text, "note")).toBe(`${pairs.map(([before]) => `${before}||`).join("")}${last}`);
        expect(withoutBlocks(text, "not")).toBe(text);
      }),
    );
  });

  test("blocks at the beginning go whatever they are called, the first words end them", () => {
    expect(withoutLeadingBlocks("<a>1</a>\n <b-c x='1'>2</b-c>\nWords <d>3</d>")).toBe("\nWords <d>3</d>");
    expect(withoutLeadingBlocks("<a>1 is not closed")).toBe("<a>1 is not closed");
  });
});
