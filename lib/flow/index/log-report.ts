import { describeUnusable } from "../../core/index/unusable-sessions.ts";
import type { Listing } from "../../edge/transcripts/find-transcripts.ts";
import type { Log } from "../world.ts";
import type { CodexIndexReport } from "./report.ts";

/** Names at most this many files of a kind: the rest is a number. */
const SHOWN = 3;

/** `listings`: the folder of sessions first. Says what a person may want to look at: files that could not be read or were left aside. */
export function logIndexReport(log: Log, report: CodexIndexReport, listings: readonly Listing[]): void {
  const [sessions] = listings;
  if (report.found === 0 && sessions !== undefined) {
    const what = sessions.exists ? "no transcripts in" : "there is no folder of transcripts:";
    log.info(`${what} ${sessions.root}; --codex-home names another codex home`);
  }
  warn(log, report.passed_over, undefined);
  warn(
    log,
    report.failed.map(({ reason }) => reason),
    "transcript skipped",
  );
  if (report.taken_over > 0) log.info(`${report.taken_over} sessions were found at the new place of their codex home`);
  for (const { home, threads } of report.left_to_homes) {
    const sessions = threads === 1 ? "1 session here is" : `${threads} sessions here are`;
    log.info(`${sessions} read from ${home}, which has them too: --codex-home ${home}`);
  }
  if (report.codex_state_problem !== null) {
    log.warn(
      `Codex's database cannot be read: ${report.codex_state_problem}; sessions that only it could clear are left alone (codex_state = "ignore" takes them)`,
    );
  }
  if (report.unusable !== null) log.warn(describeUnusable(report.unusable));
  for (const { path, kept } of report.duplicates)
    log.detail(`transcript left aside: ${path}: its thread is read from ${kept}`);
  const [first, ...others] = report.duplicates;
  if (first !== undefined) {
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    log.warn(`second transcript of a thread left aside: ${first.path}${more}`);
  }
  if (report.missing.length > 0) {
    const gone = report.missing.length;
    const which = gone === 1 ? "1 indexed transcript is gone" : `${gone} indexed transcripts are gone`;
    log.info(`${which}; what was learned from ${gone === 1 ? "it" : "them"} stays`);
  }
}

function warn(log: Log, texts: readonly string[], what: string | undefined): void {
  const said = texts.map((text) => (what === undefined ? text : `${what}: ${text}`));
  for (const text of said.slice(0, SHOWN)) log.warn(text);
  if (said.length > SHOWN) log.warn(`${what ?? "passed over"}: ${said.length - SHOWN} more`);
  for (const text of said.slice(SHOWN)) log.detail(text);
}
