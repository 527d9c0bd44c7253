import { DAY_SECONDS, HOUR_SECONDS } from "../../lib/core/constants.ts";

const MINUTE_SECONDS = 60;

/** How long ago a time was, as a person says it: `40 min`, `8 h`, `3 d`. Times are seconds; the future is `now`. */
export function age(time: number, now: number): string {
  const seconds = Math.max(0, now - time);
  if (seconds < MINUTE_SECONDS) return "now";
  if (seconds < HOUR_SECONDS) return `${Math.floor(seconds / MINUTE_SECONDS)} min`;
  if (seconds < 2 * DAY_SECONDS) return `${Math.floor(seconds / HOUR_SECONDS)} h`;
  return `${Math.floor(seconds / DAY_SECONDS)} d`;
}
