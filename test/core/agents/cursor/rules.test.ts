import { describe, expect, test } from "bun:test";
import { readRecords } from "../../../helpers/agent-records.ts";

const line = (role: string, content: unknown) => ({ role, message: { content } });

describe("Cursor", () => {
  test("the person's words are what the query encloses; context around them names the folder", () => {
    const { shown, state } = readRecords("cursor", [
      line("user", [
        {
          type: "text",
          text: "<user_info>\nWorkspace Path: /home/dev/shop\n</user_info>\n<rules>always use npm</rules>\n<user_query>\nUse pnpm.\n</user_query>",
        },
      ]),
      line("assistant", [
        { type: "text", text: "I look." },
        { type: "tool_use", name: "Shell", input: { command: "ls", working_directory: "/home/dev/shop" } },
      ]),
      line("assistant", [{ type: "text", text: "Done." }]),
      line("user", "<system_reminder>be brief</system_reminder>\nThanks."),
    ]);
    expect(shown).toEqual([
      "human user: Use pnpm.",
      "assistant commentary: I look.",
      'tool: Shell {"command":"ls","working_directory":"/home/dev/shop"}',
      'ran {"kind":"command","command":"ls","cwd":"/home/dev/shop","output":"","by":"agent"}',
      "assistant final: Done.",
      "human user: Thanks.",
    ]);
    expect(state.facts.cwd).toBe("/home/dev/shop");
  });
});
