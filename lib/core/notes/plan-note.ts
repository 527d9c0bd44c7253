import { MemoriesError } from "../errors.ts";
import { utf8Length } from "../text/bytes.ts";
import { fileTime } from "../text/time.ts";

/** Where notes go, under the memory root. */
export const AD_HOC_FOLDER = ["extensions", "ad_hoc"] as const;

/** A note is a few lines; a file larger than this has gone astray. */
const MAX_NOTE_BYTES = 256 * 1024;
const MAX_SLUG_CHARS = 60;
const MAX_TITLE_CHARS = 80;
const TITLE_WORDS = 10;

/** A note to be written. Both texts are redacted already. */
export interface NoteText {
  /** Undefined: the first words of the text. */
  readonly title: string | undefined;
  readonly text: string;
}
export interface PlannedNote {
  /** File name for the nth try, from 1: a clash gets `-2`, `-3`. */
  readonly fileName: (nth: number) => string;
  readonly content: string;
}

/** The file of a note written at `now` (seconds since the epoch). Throws `bad_input` for a blank or huge text. */
export function planNote(note: NoteText, now: number): PlannedNote {
  const text = note.text.trim();
  if (text === "") throw new MemoriesError("bad_input", "the note is blank", { hint: "say what to remember" });
  if (utf8Length(text) > MAX_NOTE_BYTES) {
    throw new MemoriesError("bad_input", `the note is longer than ${MAX_NOTE_BYTES} bytes`, {
      hint: "say it in fewer words, or in several notes",
    });
  }
  const title = oneLine(note.title ?? "") || firstWords(text);
  const stem = `${fileTime(now)}-${slugOf(title)}`;
  return {
    fileName: (nth) => (nth === 1 ? `${stem}.md` : `${stem}-${nth}.md`),
    content: `# ${title}\n\n${text}\n`,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
}

/** The first words of the first line that says something, without the marks of a heading or a list. */
function firstWords(text: string): string {
  const lines = text.split("\n").map((line) => oneLine(line).replace(/^[#>*\-\s]+/, ""));
  const words = (lines.find((line) => line !== "") ?? "Note").split(" ").slice(0, TITLE_WORDS).join(" ");
  return [...words].slice(0, MAX_TITLE_CHARS).join("");
}

/** Lower-case ASCII letters and digits, joined by hyphens. */
function slugOf(title: string): string {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, "");
  const slug = plain.replaceAll(/[^a-z0-9]+/g, "-").replace(/^-+/, "");
  return slug.slice(0, MAX_SLUG_CHARS).replace(/-+$/, "") || "note";
}
