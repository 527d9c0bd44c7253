import { SUMMARY_VERSION_LINE } from "../consolidate/paths.ts";
import { DAY_SECONDS } from "../constants.ts";
import { leaveOutLines, type ShortenedText } from "../memory-read/leave-out-lines.ts";
import { byteOrder } from "../text/byte-order.ts";
import { utf8Head, utf8Length } from "../text/bytes.ts";
import { rfc3339 } from "../text/time.ts";

/** The reference wants its summary comfortably under 10,000 bytes. */
const V2_SUMMARY_MAX_BYTES = 9_800;
/** A sentence that says what a summary file holds; the file has the rest. */
const SENTENCE_MAX_BYTES = 240;
/** Sessions of this many days before the newest stand under their day, the others by project alone. */
const RECENT_DAYS = 14;
/** The parts that are taken over from our own summary, in the reference's order. */
const KEPT_PARTS = ["User Profile", "User preferences", "General Tips"] as const;

/** A summary file of the memory folder. */
export interface SummaryEntry {
  readonly fileName: string;
  readonly threadId: string;
  readonly cwd: string;
  /** Seconds since the epoch. */
  readonly updatedAt: number;
  /** The text below the header. */
  readonly text: string;
}

/**
 * `memory_summary.md` in the reference's newest layout: its four headings, one line a summary file below the last of
 * them, the newest first, and less than 10,000 bytes. Undefined when not even the headings fit.
 */
export function renderV2Summary(ours: string, entries: readonly SummaryEntry[]): ShortenedText | undefined {
  const parts = partsOf(ours);
  const kept = KEPT_PARTS.map((name) => `## ${name}\n\n${parts.get(name.toLowerCase()) ?? ""}`.trimEnd());
  const text = [SUMMARY_VERSION_LINE, ...kept, `## What's in Memory\n\n${renderIndex(entries)}`.trimEnd()].join("\n\n");
  const shortened = leaveOutLines(text, ({ text }) => utf8Length(withHeadings(text)) < V2_SUMMARY_MAX_BYTES);
  return shortened && { ...shortened, text: `${withHeadings(shortened.text)}\n` };
}

/** The four headings stand also where nothing is below them. */
function withHeadings(text: string): string {
  const parts = partsOf(text);
  const all = [...KEPT_PARTS, "What's in Memory"];
  const lines = all.map((name) => `## ${name}\n\n${parts.get(name.toLowerCase()) ?? ""}`.trimEnd());
  return [SUMMARY_VERSION_LINE, ...lines].join("\n\n");
}

/** What stands below each heading of the second level, by its name in lower case. */
function partsOf(text: string): Map<string, string> {
  const parts = text.replaceAll("\r\n", "\n").split(/^## +/m).slice(1);
  return new Map(
    parts.map((part) => {
      const [name = "", ...lines] = part.split("\n");
      return [name.trim().toLowerCase(), lines.join("\n").trim()];
    }),
  );
}

function renderIndex(entries: readonly SummaryEntry[]): string {
  const newestFirst = entries.toSorted((a, b) => b.updatedAt - a.updatedAt || byteOrder(a.fileName, b.fileName));
  const recent = (newestFirst[0]?.updatedAt ?? 0) - RECENT_DAYS * DAY_SECONDS;
  const current = newestFirst.filter(({ updatedAt }) => updatedAt >= recent);
  const older = newestFirst.filter(({ updatedAt }) => updatedAt < recent);
  const byDay = [...Map.groupBy(current, projectOf)].map(([project, all]) => {
    const days = [...Map.groupBy(all, ({ updatedAt }) => rfc3339(updatedAt).slice(0, "YYYY-MM-DD".length))];
    return `### ${project}\n\n${days.map(([day, ofDay]) => `#### ${day}\n\n${ofDay.map(line).join("\n")}`).join("\n\n")}`;
  });
  const topics = [...Map.groupBy(older, projectOf)].map(
    ([project, all]) => `#### ${project}\n\n${all.map(line).join("\n")}`,
  );
  return [...byDay, ...(topics.length === 0 ? [] : ["### Older Memory Topics", ...topics])].join("\n\n");
}

function line({ fileName, threadId, text }: SummaryEntry): string {
  return `- rollout_summaries/${fileName} — ${sentenceOf(text)}; thread_id=${threadId}`;
}

function projectOf({ cwd }: SummaryEntry): string {
  return cwd.replaceAll(/[\p{Cc}\s]+/gu, " ").trim() || "no folder";
}

/** The first sentence of the first line that says something. */
function sentenceOf(text: string): string {
  const lines = text.split("\n").map((line) =>
    line
      .replace(/^[#>*\-\s]+/, "")
      .replaceAll(/[\p{Cc}\s]+/gu, " ")
      .trim(),
  );
  const said = lines.find((line) => line !== "") ?? "A session";
  const first = /^.*?[.!?](?=\s|$)/.exec(said)?.[0] ?? said;
  const short = utf8Length(first) <= SENTENCE_MAX_BYTES ? first : `${utf8Head(first, SENTENCE_MAX_BYTES).trimEnd()}…`;
  return short.replaceAll(";", ",");
}
