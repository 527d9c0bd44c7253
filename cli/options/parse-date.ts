import { DAY_SECONDS, HOUR_SECONDS } from "../../lib/core/constants.ts";
import { parseRfc3339 } from "../../lib/core/text/time.ts";

/** Seconds in what a person counts back by. */
const UNITS: Readonly<Record<string, number>> = { h: HOUR_SECONDS, d: DAY_SECONDS, w: 7 * DAY_SECONDS };

/**
 * A date as a person writes it, in whole seconds: an RFC 3339 time, a day (its midnight, UTC), `today`, `yesterday`, or
 * so long ago (`12h`, `7d`, `2w`) from `now`. Undefined for anything else.
 */
export function parseDate(text: string, now: number): number | undefined {
  const ago = /^(\d{1,5})([hdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (UNITS[ago[2] ?? ""] ?? 0);
  const today = now - (now % DAY_SECONDS);
  if (text === "today") return today;
  if (text === "yesterday") return today - DAY_SECONDS;
  const ms = parseRfc3339(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  return ms === undefined ? undefined : Math.floor(ms / 1_000);
}
