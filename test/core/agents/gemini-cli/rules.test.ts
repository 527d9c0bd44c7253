import { describe, expect, test } from "bun:test";
import { DocumentSplitter } from "../../../../lib/core/agents/document-splitter.ts";
import type { JsonObject } from "../../../../lib/core/text/json.ts";
import { readRecords } from "../../../helpers/agent-records.ts";

const at = "2026-11-27T18:04:19.204Z";
const user = (id: string, content: unknown) => ({ id, timestamp: at, type: "user", content });

describe("Gemini CLI", () => {
  test("what a hook put into the person's message, again at every resume, is not theirs", () => {
    const injected = "<hook_context>## Memory of earlier sessions\n\nuse pnpm</hook_context>\n\n";
    const { shown } = readRecords("gemini-cli", [
      user("1", [{ text: `${injected}Fix the test.` }]),
      user("2", `${injected}And the docs.`),
    ]);
    expect(shown).toEqual(["human user: Fix the test.", "human user: And the docs."]);
  });

  test("history that is written again counts once, and what a compaction leaves out stays said", () => {
    const first = user("1", [{ text: "Never push." }]);
    const { shown, state } = readRecords("gemini-cli", [
      first,
      { $set: { messages: [first] } },
      { $set: { messages: [user("9", "<state_snapshot>x</state_snapshot>"), user("8", "Never push.")] } },
      { $set: { messages: [user("7", "<session_context>\n- **Workspace Directories:**\n  - /home/dev/a\n")] } },
      user("2", "Good."),
    ]);
    expect(shown).toEqual(["human user: Never push.", "human user: Good."]);
    expect(state.facts.cwd).toBe("/home/dev/a");
  });

  test("turns that stand nowhere but in a rewritten history are read from it", () => {
    const { shown } = readRecords("gemini-cli", [{ $set: { messages: [user("1", "Old wish."), user("2", "Next.")] } }]);
    expect(shown).toEqual(["human user: Old wish.", "human user: Next."]);
  });

  test("an answer that is written again with its calls is one, and commentary", () => {
    const answer = { id: "g", type: "gemini", content: "I look.", model: "m" };
    const call = {
      id: "c",
      name: "run_shell_command",
      args: { command: "ls" },
      status: "success",
      result: [
        {
          functionResponse: {
            response: { output: "<untrusted_context>\nOutput: a\nExit Code: 2\n</untrusted_context>" },
          },
        },
      ],
    };
    const { shown } = readRecords("gemini-cli", [answer, { ...answer, toolCalls: [call] }, { ...answer, id: "h" }]);
    expect(shown).toEqual([
      "assistant commentary: I look.",
      'tool: run_shell_command {"command":"ls"}',
      "tool: a\nExit Code: 2",
      'ran {"kind":"command","command":"ls","exitCode":2,"output":"a\\nExit Code: 2","by":"agent"}',
      "assistant final: I look.",
    ]);
  });

  test("the older form, one document, says the same as the lines", () => {
    const messages = [user("1", "Use tabs."), { id: "2", timestamp: at, type: "gemini", content: "Yes.", model: "m" }];
    const head = { sessionId: "0a1b", projectHash: "ff", startTime: at, lastUpdated: at };
    const records: JsonObject[] = [];
    const splitter = new DocumentSplitter({ record: (record) => records.push(record), passed() {}, skipped() {} });
    splitter.push(Buffer.from(JSON.stringify({ ...head, messages })));
    splitter.end();
    const { shown, state } = readRecords("gemini-cli", records);
    expect(shown).toEqual(["human user: Use tabs.", "assistant final: Yes."]);
    expect(state.facts).toMatchObject({ nativeId: "0a1b", model: "m" });
  });

  test("a rewind leaves the words and says that they were taken back", () => {
    const { shown } = readRecords("gemini-cli", [user("1", "Use tabs."), { $rewindTo: "1" }]);
    expect(shown).toEqual(["human user: Use tabs.", "stopped undone"]);
  });
});
