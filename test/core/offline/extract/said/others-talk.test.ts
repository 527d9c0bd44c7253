import { expect, test } from "bun:test";
import { startOfOthersTalk } from "../../../../../lib/core/offline/extract/said/others-talk.ts";

const start = (text: string) => startOfOthersTalk(text.split("\n"));

test.each([
  ["a mail", "do it\n\nFrom: Bob <b@example.org>", 2],
  ["a line of a chat", "do it\n[20.11.2026 10:32] Anna Müller: nie montags", 1],
  ["a chat with its names above", "do it\nAnna Miller  10:32 AM\nnever on Mondays", 1],
  ["a ticket from its name on", "do it\nAPP-12: Page\nStatus: Open\nPriority: High", 1],
  ["a letter below other words", "do it\nHi Paul,\nnever again\nBest regards,\nAnna", 1],
])("%s begins where it begins", (_, text, line) => expect(start(text)).toBe(line));

test.each([
  "From now on use tabs",
  "Deploy at 10:30",
  "Priority: the login first",
  "Hello,\nplease always use pnpm\nBest regards,\nTom",
  "Dear agent, use tabs",
])("%j is the person's own", (text) => expect(start(text)).toBeUndefined());
