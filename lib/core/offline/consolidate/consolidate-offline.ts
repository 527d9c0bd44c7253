import { firstLine } from "../../consolidate/agent/agent-mode.ts";
import {
  EXTENSIONS_FOLDER,
  HANDBOOK_FILE,
  RAW_MEMORIES_FILE,
  SKILLS_FOLDER,
  SUMMARY_FILE,
  SUMMARY_VERSION_LINE,
} from "../../consolidate/paths.ts";
import { redactText } from "../../redact/redact.ts";
import { type Steps, takeSteps } from "../../steps.ts";
import { type FileContents, textIn } from "../../tree/file-contents.ts";
import { forgetSources, type Outlines } from "./forget.ts";
import { type Generated, generateFrom } from "./generate.ts";
import { mergeOutlines } from "./merging/merge.ts";
import { parseOutline, renderOutline, type Section } from "./reading/outline.ts";
import { renderHandbook } from "./writing/render-handbook.ts";
import { nameTasks } from "./writing/task-numbers.ts";

/** Files under the root: of the last successful run, and of the copy as it is. */
export interface OfflineInput {
  readonly baseline: FileContents;
  readonly current: FileContents;
}

/** The two files as they are to be. Equal to the ones in `current` where nothing is to change. */
export interface OfflineOutput {
  readonly handbook: string;
  readonly summary: string;
}

const READ = new RegExp(
  `^(?:${EXTENSIONS_FOLDER}/[^/]+/(?:instructions\\.md|(?:notes|resources)/[^/]+\\.md)|${SKILLS_FOLDER}/[^/]+/SKILL\\.md)$`,
);

/** Whether the rule-based consolidator wants the text of this file. */
export function isReadOffline(path: string): boolean {
  return path === HANDBOOK_FILE || path === SUMMARY_FILE || path === RAW_MEMORIES_FILE || READ.test(path);
}

/**
 * Consolidates by rules, without a model, in steps. What it wrote before need not be remembered: it is generated again
 * from the inputs in the baseline. Three texts are then merged, statement by statement: generated before, on
 * disk, generated now. What differs between the first two is a person's edit and stays (a line added or
 * reworded, a line deleted); what differs between the first and the last is what the inputs changed, and only
 * that is written, in place. So a forgotten session takes along exactly what it alone supported, and a run
 * without news gives back the bytes it was given. A handbook that a model wrote is extended in the same way;
 * there forgetting goes by the form of the text (see `forgetSources`).
 */
export function* consolidateOffline({ baseline, current }: OfflineInput): Steps<OfflineOutput> {
  const before = yield* generateFrom(baseline);
  yield "part";
  const now = yield* generateFrom(current);
  yield "part";
  const texts = textsIn(current);
  const disk = parseTexts(texts);
  const naming = nameTasks(before.blocks, now.blocks, disk.handbook);
  const base = {
    handbook: withoutSecrets(renderHandbook(before.blocks, naming.before, before.share)),
    summary: withoutSecrets(before.summary),
  };
  yield "part";
  const generated = withoutSecrets(renderHandbook(now.blocks, naming.now, now.share));
  yield "part";
  const next = { handbook: generated, summary: withoutSecrets(now.summary) };
  yield "part";
  const old = parseTexts(textsIn(baseline));
  const kept = isOwnWork(base.handbook, disk.handbook) ? disk : forgetSources(disk, old, goneSources(before, now));
  yield "part";
  const handbook = isBlank(texts.handbook) ? next.handbook : mergeOutlines(base.handbook, kept.handbook, next.handbook);
  yield "part";
  const summary = isKnownForm(disk.summary, next.summary)
    ? mergeOutlines(base.summary, kept.summary, next.summary)
    : next.summary;
  return {
    handbook: renderUnlessSame(handbook, texts.handbook),
    summary: withVersionLine(renderUnlessSame(summary, texts.summary)),
  };
}

/**
 * As verification will leave it. Redacted here too, on both sides of the merge: a line that only verification had
 * redacted would look like a person's edit ever after, and outlive its session.
 */
function withoutSecrets(outline: Section): Section {
  const text = renderOutline(outline);
  const clean = redactText(text);
  if (clean === text) return outline;
  const parsed = parseOutline(clean);
  // A block keeps the key under which it meets the one on disk.
  const sections = parsed.sections.map((section, at) => ({
    ...section,
    key: outline.sections[at]?.key ?? section.key,
  }));
  return { ...parsed, sections };
}

function textsIn(files: FileContents): OfflineOutput {
  return { handbook: textIn(files, HANDBOOK_FILE) ?? "", summary: textIn(files, SUMMARY_FILE) ?? "" };
}

function parseTexts({ handbook, summary }: OfflineOutput): Outlines {
  return { handbook: parseOutline(handbook), summary: parseOutline(summary) };
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** A text whose outline is as it was keeps also what outlines do not keep: carriage returns, its last line end. */
function renderUnlessSame(outline: Section, text: string): string {
  const rendered = renderOutline(outline);
  return rendered === renderOutline(parseOutline(text)) && !isBlank(text) ? text : rendered;
}

/** Whether handbook and summary are in the form that rules write: then rules take out what an input no longer says. */
export function isOwnForm({ baseline, current }: OfflineInput): boolean {
  const before = takeSteps(generateFrom(baseline));
  const disk = parseTexts(textsIn(current));
  const naming = nameTasks(before.blocks, before.blocks, disk.handbook);
  const base = withoutSecrets(renderHandbook(before.blocks, naming.before, before.share));
  return isOwnWork(base, disk.handbook) && isKnownForm(disk.summary, before.summary);
}

/** Whether most of what was generated before stands on disk; if not, somebody else wrote the handbook. */
function isOwnWork(base: Section, disk: Section): boolean {
  const [generated, found] = [bulletKeys(base), bulletKeys(disk)];
  return [...generated].filter((key) => found.has(key)).length * 2 >= generated.size;
}

function bulletKeys(section: Section): Set<string> {
  const own = section.units.filter(({ kind }) => kind === "bullet").map(({ key }) => key);
  return new Set([...own, ...section.sections.flatMap((child) => [...bulletKeys(child)])]);
}

function goneSources(before: Generated, now: Generated): Set<string> {
  const sources = (generated: Generated) =>
    new Set(generated.blocks.flatMap(({ tasks }) => tasks.flatMap((task) => task.sources.map(({ path }) => path))));
  return sources(before).difference(sources(now));
}

/** Whether a summary has any of the sections that ours has: then it is brought up to date, else made anew. */
function isKnownForm(disk: Section, now: Section): boolean {
  const keys = new Set(now.sections.map(({ key }) => key));
  const sections = [...disk.sections, ...disk.sections.flatMap((section) => section.sections)];
  return sections.some(({ key }) => keys.has(key));
}

/** The version on the first line, in place of another one or in front of a text that lost it. */
function withVersionLine(summary: string): string {
  const first = firstLine(summary);
  if (first === SUMMARY_VERSION_LINE) return summary;
  const rest = /^\s*\uFEFF?\s*v\d*\s*$/i.test(first) ? summary.slice(first.length).replace(/^\n/, "") : summary;
  return `${SUMMARY_VERSION_LINE}\n${rest.startsWith("\n") ? "" : "\n"}${rest}`;
}
