import { SUMMARY_VERSION_LINE } from "../../../consolidate/paths.ts";
import type { Steps } from "../../../steps.ts";
import { byteOrder } from "../../../text/byte-order.ts";
import { utf8Length } from "../../../text/bytes.ts";
import { gatherAlike } from "../gather.ts";
import { choiceIn, isForOneTask, wordsOfUser } from "../merging/wishes.ts";
import { squeeze } from "../merging/wording.ts";
import { makeSection, type Section } from "../reading/outline.ts";
import type { SkillEntry } from "../skills.ts";
import type { HandbookBlock, Statement } from "./handbook.ts";
import { boundedLines, withLabels } from "./render-handbook.ts";

/** Bytes of each part: together they stay below the 2,500 tokens that a session is given. */
const PROFILE_MAX_BYTES = 700;
const PREFERENCES_MAX_BYTES = 3_200;
const TIPS_MAX_BYTES = 1_900;
const INDEX_MAX_BYTES = 3_600;
/** One statement here, at most: the handbook has it whole. */
const LINE_MAX_BYTES = 320;
const TOPIC_MAX_BYTES = 420;
/** Topics of this many days before the newest stand under their day. */
const RECENT_DAYS = 7;

/** `memory_summary.md` as an outline: a dense map of the handbook. */
export function* renderSummary(blocks: readonly HandbookBlock[], skills: readonly SkillEntry[]): Steps<Section> {
  const preferences = yield* sharedLines(blocks, ["preferences"], 1);
  yield "part";
  const tips = yield* sharedLines(blocks, ["failures", "knowledge"], 2);
  const outline = makeSection(
    0,
    "",
    [[SUMMARY_VERSION_LINE]],
    [
      makeSection(2, "User Profile", within(PROFILE_MAX_BYTES, profileLines(blocks))),
      makeSection(2, "User preferences", within(PREFERENCES_MAX_BYTES, preferences)),
      makeSection(2, "General Tips", within(TIPS_MAX_BYTES, tips)),
      makeSection(2, "What's in Memory", [], indexSections(blocks, skills)),
    ],
  );
  return outline;
}

function profileLines(blocks: readonly HandbookBlock[]): string[][] {
  const folders = new Set(blocks.flatMap(({ cwds }) => cwds));
  return [...folders].map((folder) => [`- Works in \`${folder}\``]);
}

/** Statements of all blocks, alike ones as one line labelled with its blocks; those of most sessions first, one by one. */
function* sharedLines(
  blocks: readonly HandbookBlock[],
  kinds: readonly Statement["kind"][],
  minSources: number,
): Steps<Iterable<string[]>> {
  const said = blocks.flatMap((block) =>
    block.statements.filter(({ kind }) => kinds.includes(kind)).map((statement) => ({ block, statement })),
  );
  const isWish = kinds.includes("preferences");
  const words = (statement: Statement) => statement.lines.join("\n");
  const gathered = yield* gatherAlike(
    said,
    ({ statement }) => (isWish ? wordsOfUser(words(statement)) : words(statement)),
    isWish ? choiceIn : undefined,
  );
  return gathered
    .filter(
      ({ all }) => sourcesOf(all).size >= minSources && (!isWish || !isOfOneTask(all.map((one) => one.statement))),
    )
    .map(({ first, all }) => ({
      times: isWish ? timesOf(all.map((one) => one.statement)) : 1,
      line: isWish
        ? quoted(first.statement.lines[0] ?? "", timesOf(all.map((one) => one.statement)))
        : (first.statement.lines[0] ?? ""),
      blocks: [...new Set(all.map(({ block }) => squeeze(block.name)))],
      sources: sourcesOf(all).size,
      asked: all.some(({ block }) => block.fromExtension),
      newest:
        all
          .flatMap(({ statement }) => statement.sources.map(({ updatedAt }) => updatedAt ?? ""))
          .toSorted(byteOrder)
          .at(-1) ?? "",
    }))
    .toSorted(
      (a, b) =>
        b.times - a.times ||
        Number(b.asked) - Number(a.asked) ||
        b.sources - a.sources ||
        byteOrder(b.newest, a.newest),
    )
    .values()
    .map((line) =>
      withLabels(
        boundedLines([line.line], LINE_MAX_BYTES),
        line.blocks.map((name) => `[${name}]`),
      ),
    );
}

function sourcesOf(said: readonly { readonly statement: Statement }[]): Set<string> {
  return new Set(said.flatMap(({ statement }) => statement.sources.map(({ path }) => path)));
}

/** A wish in the user's words alone, with its count; the handbook says what it was about. */
function quoted(line: string, times: number): string {
  const words = wordsOfUser(line);
  const count = times > 1 ? ` (said ${times} times)` : "";
  return words === line ? line : `"${words}"${count}`;
}

const timesOf = (statements: readonly Statement[]) => statements.reduce((sum, { times }) => sum + times, 0);

/** What was said once, for one task, stays with that task. */
function isOfOneTask(statements: readonly Statement[]): boolean {
  return timesOf(statements) < 2 && statements.every(({ lines }) => isForOneTask(lines[0] ?? ""));
}

/** Topics by day, newest first, then the older ones. */
function indexSections(blocks: readonly HandbookBlock[], skills: readonly SkillEntry[]): Section[] {
  const topics = blocks
    .map((block) => ({ day: block.newest.slice(0, 10), line: topicLine(block) }))
    .toSorted((a, b) => byteOrder(b.day, a.day));
  const kept = within(
    INDEX_MAX_BYTES,
    topics.map(({ line }) => line),
  ).length;
  const oldest = daysBefore(topics.find(({ day }) => day !== "")?.day ?? "", RECENT_DAYS);
  const heading = (day: string) => (day !== "" && day > oldest ? day : "Older topics");
  const byHeading = Map.groupBy(topics.slice(0, kept), ({ day }) => heading(day));
  const sections = [...byHeading].map(([title, of]) =>
    makeSection(
      3,
      title,
      of.map(({ line }) => line),
    ),
  );
  if (skills.length === 0) return sections;
  const lines = skills.map(({ path, description }) => [`- **${path}**${description === "" ? "" : `: ${description}`}`]);
  return [...sections, makeSection(3, "Skills", within(INDEX_MAX_BYTES, lines))];
}

function topicLine(block: HandbookBlock): string[] {
  const titles = block.tasks.map(({ title }) => title).join("; ");
  const keywords = [...new Set(block.tasks.flatMap((task) => task.keywords))].slice(0, 10).join(", ");
  const cwd = block.cwds.length === 0 ? "" : `; cwd: ${block.cwds.join(", ")}`;
  const name = squeeze(block.name).replaceAll("*", "");
  return boundedLines([`- **${name}**: ${titles}; keywords: ${keywords}${cwd}`], TOPIC_MAX_BYTES);
}

function daysBefore(day: string, days: number): string {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date - days)).toISOString().slice(0, 10);
}

/** The first of these that fit in together. */
function within(maxBytes: number, units: Iterable<readonly string[]>): (readonly string[])[] {
  const kept: (readonly string[])[] = [];
  let bytes = 0;
  for (const lines of units) {
    bytes += utf8Length(lines.join("\n")) + 1;
    if (bytes > maxBytes) break;
    kept.push(lines);
  }
  return kept;
}
