import anyAscii from "any-ascii";
import { LANGUAGES } from "../../languages/languages.ts";
import { says } from "../../languages/phrases.ts";
import { wordCount } from "../../languages/sentences.ts";
import { filesOf } from "./ran/references.ts";
import type { SessionTask } from "./session.ts";

const TITLE_MAX_CHARS = 90;
const TITLE_MIN_WORDS = 3;
const GREETING_MAX_WORDS = 7;

/** The first sentence of the request, cut after a word; without any words of the person, what was touched. */
export function taskTitle({ turns }: SessionTask, project: string): string {
  const sentences = turns.find(({ said }) => said.sentences.length > 0)?.said.sentences ?? [];
  // A greeting is no title, if anything follows it.
  const isTelling = (sentence: string) => {
    const words = wordCount(sentence);
    return words >= TITLE_MIN_WORDS && (words > GREETING_MAX_WORDS || !says(LANGUAGES, "greetings", sentence, "start"));
  };
  const telling = sentences.find(isTelling) ?? sentences[0] ?? "";
  const title = telling.replace(/[.!:。！：]+$/u, "");
  if (title === "") return touched(turns, project);
  if (title.length <= TITLE_MAX_CHARS) return title;
  const cut = title.slice(0, TITLE_MAX_CHARS).toWellFormed();
  return `${/\s/.test(cut) ? cut.replace(/\s+\S*$/, "") : cut}…`;
}

function touched(turns: SessionTask["turns"], project: string): string {
  const [file] = filesOf(turns);
  return file === undefined ? `Work in ${project}` : `Work on ${file.path} in ${project}`;
}

const FILLERS = new Set(
  `a an and are as at be but by can could do does for from get gives has have how i if in into is it its let make me my
  not nothing of on or our out please should so some that the their them then there this to us was we what when which
  why will with would you your`.split(/\s+/),
);

const SLUG_WORDS = 6;
const SLUG_MIN_CHARS = 4;

/** The words of the title that carry it, in Latin letters, joined by `_`; where little is left, the project and a file. */
export function slugOf(task: SessionTask, project: string): string {
  const words = latinWords(taskTitle(task, project)).filter((word) => !FILLERS.has(word));
  const slug = words.slice(0, SLUG_WORDS).join("_");
  if (slug.length >= SLUG_MIN_CHARS) return slug;
  const [file] = filesOf(task.turns);
  const name = file?.path.split(/[/\\]/).at(-1) ?? "";
  return latinWords(`${project} ${name}`).slice(0, SLUG_WORDS).join("_");
}

/** Words in Latin letters. Of scripts without blanks each character gives a syllable, and those of one run one word. */
function latinWords(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [])
    .map((word) =>
      anyAscii(word)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, ""),
    )
    .filter((word) => word !== "");
}
