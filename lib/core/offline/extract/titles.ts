import type { SessionTask } from "./session.ts";
import { sentencesOf } from "./user-words.ts";

const TITLE_MAX_CHARS = 90;

/** The first sentence of the request, cut after a word. */
export function taskTitle({ turns: [first] }: SessionTask): string {
  const [sentence = ""] = sentencesOf(first?.said.text ?? "");
  const title = sentence.replace(/[.!:]+$/, "");
  if (title.length <= TITLE_MAX_CHARS) return title;
  return `${title.slice(0, TITLE_MAX_CHARS).replace(/\s+\S*$/, "")}…`;
}

const FILLERS = new Set(
  `a an and are as at be but by can could do does for from get gives has have how i if in into is it its let make me my
  not nothing of on or our out please should so some that the their them then there this to us was we what when which
  why will with would you your`.split(/\s+/),
);

const SLUG_WORDS = 6;

/** The words of the title that carry it, joined by `_`; empty when none is left. */
export function slugOf(task: SessionTask): string {
  const words =
    taskTitle(task)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => !FILLERS.has(word))
    .slice(0, SLUG_WORDS)
    .join("_");
}
