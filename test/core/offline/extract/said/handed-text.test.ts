import { expect, test } from "bun:test";
import { withoutHandedText } from "../../../../../lib/core/offline/extract/said/handed-text.ts";

test.each([
  ["is this answer right?", "You should never mutate it. Always copy."],
  ["translate to german:", "Never abbreviate. Always write whole sentences."],
  ["was heißt das?", "Nie ohne Lock. Immer erst sperren."],
  ["résume :", "Toujours tester. Ne jamais fusionner seul."],
  ["要約して", "必ず書くこと。npm は使わないこと。"],
])("%j hands over what stands below it", (frame, body) => {
  expect(withoutHandedText(`${frame}\n\n${body}`)).toBe(frame);
  expect(withoutHandedText(`${frame}\n${body.replace(/(?<=[.。]) ?/, "\n")}`)).toBe(frame);
});

test.each([
  "Add a page.\n\nAlways use tabs. Never spaces.",
  "explain\n\nalways in German please",
  "translate the page into plain German for me\nnever touch the keys\nkeep the order",
  "is this right?",
])("%j is the person's own", (text) => expect(withoutHandedText(text)).toBe(text));

test("a last line that goes on, or wishes for nothing, stays", () => {
  expect(withoutHandedText("summarise this\n\nNever run. Always walk.\n\nin three lines")).toBe(
    "summarise this\n\nin three lines",
  );
  expect(withoutHandedText("explain this:\n\nNever run. Always walk.\n\nand never shorten it")).toEndWith("shorten it");
  expect(withoutHandedText("explain this:\n\nNever run. Walk.\n\nAlways stop at red")).toBe("explain this:");
});
