import { expect, test } from "bun:test";
import { sharedLines, TEMPLATE_TEXT_LEAST_CHARS } from "../../../lib/core/offline/extract/said/templates.ts";
import { readLongFirstMessages } from "../../../lib/edge/state/threads/long-first-messages.ts";
import { testWorld } from "../../helpers/world.ts";

test("the long first messages of sessions show what their templates say each time", async () => {
  const world = testWorld();
  const state = await world.state();
  const message = (topic: string) => `Write about ${topic}.\n${"Always rhyme every single line of it. ".repeat(9)}`;
  const rows: readonly (readonly [string, string])[] = [
    ["a", message("rain")],
    ["b", message("snow")],
    ["c", "ask me one thing at a time"],
  ];
  for (const [id, text] of rows) {
    await state.client.execute({
      sql: "insert into threads (id, rollout_path, source, cwd, first_user_message, created_at, updated_at) values (?, ?, 'cli', '/x', ?, 1, 1)",
      args: [id, `/r/${id}.jsonl`, text],
    });
  }
  const messages = await readLongFirstMessages(state, TEMPLATE_TEXT_LEAST_CHARS);
  expect(messages).toHaveLength(2);
  expect([...sharedLines(messages)]).toEqual([
    "Always rhyme every single line of it. ".repeat(9).trim(),
    "Always rhyme every single line of it.",
  ]);
});
