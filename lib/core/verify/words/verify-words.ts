import { HANDBOOK_FILE, SUMMARY_FILE } from "../../consolidate/paths.ts";
import { foldWords } from "../../signals/fold-words.ts";
import { repeatsOf } from "../../signals/word-runs.ts";
import type { Steps } from "../../steps.ts";
import { citedFiles } from "./cited-files.ts";
import { composeProfile, isComposedProfile } from "./profile-lines.ts";
import { sectionKind } from "./section-kind.ts";
import { isSignal, plain, saidQuotations, standsInOne, withoutComment } from "./sourced.ts";
import { readLines, type TextLine, withoutLines } from "./text-lines.ts";
import type { FileTexts, UnsourcedLine, WordSources } from "./word-sources.ts";

/** What is to become of the two files: undefined where a file stays as the agent left it. */
export interface WordVerification {
  readonly handbook: string | undefined;
  readonly summary: string | undefined;
  /** In the order in which they stood, the handbook's first. */
  readonly unsourced: readonly UnsourcedLine[];
}

/**
 * Verifies whose words an agent gives as a person's: new or changed preferences of both files, and the profile and tips
 * of the summary. A line that has no source is taken out; of one that has, words around the quotation that no memory
 * has go. What stood there before stays. In steps, since a handbook may have thousands of lines.
 */
export function* verifyWords(
  files: { readonly handbook: FileTexts; readonly summary: FileTexts },
  sources: WordSources,
): Steps<WordVerification> {
  const context = contextOf(files, sources);
  const handbook = yield* verifyHandbook(files.handbook.after ?? "", context);
  const summary = yield* verifySummary(files.summary.after ?? "", handbook.kept, [...handbook.unsourced], context);
  return {
    handbook: handbook.text === (files.handbook.after ?? "") ? undefined : handbook.text,
    summary: summary.text === (files.summary.after ?? "") ? undefined : summary.text,
    unsourced: [...handbook.unsourced, ...summary.unsourced],
  };
}

/** So many lines are verified in a step. */
const STEP = 128;

interface Context {
  readonly sources: WordSources;
  readonly asked: readonly string[];
  readonly remembered: () => Steps<readonly string[]>;
  /** Lines that stood in the files before or that a person wrote, by `plain`. */
  readonly standing: ReadonlySet<string>;
  /** Those of the profile: a wish that stands elsewhere says nothing of who somebody is. */
  readonly profile: ReadonlySet<string>;
}

function contextOf(
  files: { readonly handbook: FileTexts; readonly summary: FileTexts },
  sources: WordSources,
): Context {
  const before = [files.handbook.before, files.summary.before].flatMap((text) => readLines(text ?? ""));
  const ofPerson = before.filter((line) => ["preferences", "profile", "tips"].includes(sectionKind(line)));
  const standing = new Set([...ofPerson.map(({ text }) => plain(text)), ...sources.edited.map(plain)]);
  for (const { text } of ofPerson) for (const words of wordsIn(text)) standing.add(plain(words));
  standing.delete("");
  const ofProfile = before.filter((line) => sectionKind(line) === "profile").map(({ text }) => plain(text));
  let remembered: readonly string[] | undefined;
  return {
    sources,
    standing,
    profile: new Set(ofProfile),
    asked: sources.asked.map(foldWords),
    *remembered() {
      remembered ??= (yield* sources.remembered()).map(plain);
      return remembered;
    },
  };
}

/** The whole line's quotations, each by itself. */
function wordsIn(text: string): string[] {
  return saidQuotations(text, () => true)?.map(({ words }) => words) ?? [];
}

function* verifyHandbook(text: string, context: Context) {
  const lines = readLines(text);
  const changed = new Map<TextLine, string | undefined>();
  const unsourced: UnsourcedLine[] = [];
  const kept = lines
    .filter((line) => sectionKind(line) !== "preferences" && isFact(line))
    .map(({ text: fact }) => fact);
  const wishes: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (at % STEP === STEP - 1) yield;
    if (sectionKind(line) !== "preferences" || line.text === "") continue;
    const cited = [...citedFiles(line, lines)];
    const signals = cited.flatMap((path) => context.sources.signals.get(path) ?? []);
    const verdict = yield* judge(line.text, context, signals, context.remembered);
    if (verdict === "unsourced") {
      changed.set(line, undefined);
      unsourced.push(lineAt(HANDBOOK_FILE, line, cited));
    } else {
      wishes.push(verdict ?? line.text);
      if (verdict !== undefined) changed.set(line, bullet(verdict, line));
    }
  }
  return { text: changed.size === 0 ? text : withoutLines(text, changed), unsourced, kept: { wishes, facts: kept } };
}

const isFact = (line: TextLine) => ["knowledge", "failures"].includes(sectionKind(line));

function* verifySummary(
  text: string,
  { wishes, facts }: { readonly wishes: readonly string[]; readonly facts: readonly string[] },
  refused: readonly UnsourcedLine[],
  context: Context,
) {
  const changed = new Map<TextLine, string | undefined>();
  const unsourced: UnsourcedLine[] = [];
  const folded = { wishes: wishes.map(foldWords), facts: facts.map(foldWords) };
  const quoted = wishes.flatMap(wordsIn);
  const unsaid = [...context.sources.unsaid, ...refused.flatMap(({ text: line }) => [line, ...wordsIn(line)])].map(
    plain,
  );
  const isRefused = (line: string) => unsaid.some((words) => words.length >= UNSAID_MIN_CHARS && line.includes(words));
  const repeats = repeatsOf(context.sources.unsaid);
  for (const line of readLines(text.replace(VERSION_LINE, ""))) {
    yield;
    const kind = sectionKind(line);
    const said = plain(line.text);
    if (line.text === "") continue;
    if ((kind === "profile" ? context.profile : context.standing).has(said)) continue;
    const verdict =
      isRefused(said) || (repeats(said) && !standsInOne(line.text, folded.wishes))
        ? "unsourced"
        : kind === "index"
          ? undefined
          : kind === "profile"
            ? isComposedProfile(line.text, context.sources.folders)
              ? undefined
              : "unsourced"
            : (kind === "tips" || kind === "knowledge" || kind === "failures") && standsInOne(line.text, folded.facts)
              ? undefined
              : standsInOne(line.text, folded.wishes)
                ? undefined
                : yield* judge(line.text, context, quoted, folded.wishes);
    if (verdict === "unsourced") {
      changed.set(line, undefined);
      unsourced.push(lineAt(SUMMARY_FILE, line, []));
    } else if (verdict !== undefined) changed.set(line, bullet(verdict, line));
  }
  const clean = changed.size === 0 ? text : withoutLines(text, changed);
  return {
    text: unsourced.some(({ section }) => /profile/i.test(section)) ? withProfile(clean, context) : clean,
    unsourced,
  };
}

/** The first line is no paragraph, whatever follows it. */
const VERSION_LINE = /^v1(?=\r?\n|$)/;
/** A shorter quotation that nobody said, such as "yes", stands in much that was said. */
const UNSAID_MIN_CHARS = 12;

/** Undefined: the line has a source; a text: as it is to stand; or it has none. */
function* judge(
  text: string,
  { standing, asked }: Context,
  signals: readonly string[],
  known: readonly string[] | Context["remembered"],
): Steps<string | undefined | "unsourced"> {
  if (standing.has(plain(text)) || standsInOne(text, asked)) return undefined;
  const isSaid = (words: string) => isSignal(words, signals) || standing.has(plain(words)) || standsInOne(words, asked);
  const quotations = saidQuotations(text, isSaid);
  return quotations === undefined ? "unsourced" : yield* withoutComment(text, quotations, known);
}

function bullet(text: string, { labels }: TextLine): string {
  return ["-", text, ...labels.map((label) => `[${label}]`)].join(" ");
}

function lineAt(file: string, line: TextLine, sources: readonly string[]): UnsourcedLine {
  const { block, headings, text } = line;
  return { file, block, section: headings.at(-1) ?? "", text, sources };
}

/** A profile out of which something was taken is composed by rules, where nothing is left of it. */
function withProfile(text: string, { sources }: Context): string {
  if (readLines(text).some((line) => sectionKind(line) === "profile")) return text;
  const composed = composeProfile(sources.folders);
  if (composed.length === 0) return text;
  return text.replace(/^(#{1,6} .*\bprofile\b.*)\n*/im, (_, heading) => `${heading}\n\n${composed.join("\n")}\n\n`);
}
