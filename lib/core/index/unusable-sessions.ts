/** Whether a format has moved: most of what was written lately gives no session that could be used. */
import { DAY_SECONDS } from "../constants.ts";

/** Transcripts newer than this tell what the product writes today; older ones do not. */
export const RECENT_SECONDS = 30 * DAY_SECONDS;

/** Recent sessions that are alike as far as it tells whether their format is understood. */
export interface RecentSessions {
  readonly count: number;
  readonly hasUserMessage: boolean;
  readonly historyMode: string | undefined;
  readonly cliVersion: string | undefined;
}

export interface UnusableSessions {
  readonly unusable: number;
  readonly recent: number;
  /** The newest version that wrote one of them; null when none says it. */
  readonly cli_version: string | null;
}

const KNOWN_MODES: ReadonlySet<string> = new Set(["legacy", "paginated"]);

/** `unreadable`: recent transcripts that gave no session at all. Undefined while most are usable, or there are none. */
export function findUnusable(sessions: readonly RecentSessions[], unreadable: number): UnusableSessions | undefined {
  const total = (some: readonly RecentSessions[]) => some.reduce((sum, { count }) => sum + count, unreadable);
  const recent = total(sessions);
  const unusable = total(sessions.filter((session) => !isUsable(session)));
  if (unusable * 2 <= recent) return undefined;
  const versions = sessions.map(({ cliVersion }) => cliVersion).filter((version) => version !== undefined);
  return { unusable, recent, cli_version: versions.toSorted(byVersion).at(-1) ?? null };
}

function isUsable({ hasUserMessage, historyMode }: RecentSessions): boolean {
  return hasUserMessage && (historyMode === undefined || KNOWN_MODES.has(historyMode));
}

/** By the numbers in a version, so that 0.171.0 comes after 0.99.0. */
function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => (version.match(/\d+/g) ?? []).map(Number));
  for (let n = 0; n < Math.max(left?.length ?? 0, right?.length ?? 0); n += 1) {
    const difference = (left?.[n] ?? 0) - (right?.[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The line for a person. */
export function describeUnusable({ unusable, recent, cli_version }: UnusableSessions): string {
  const wrote = cli_version === null ? "" : `, the newest written by version ${cli_version}`;
  return `${unusable} of ${recent} transcripts of the last 30 days give no session that can be used${wrote}: their format may have changed`;
}
