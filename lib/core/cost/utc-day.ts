import { DAY_SECONDS } from "../constants.ts";

/** The UTC day of a time in seconds: its first second, and the first of the next. */
export function utcDay(at: number): { readonly from: number; readonly until: number } {
  const from = Math.floor(at / DAY_SECONDS) * DAY_SECONDS;
  return { from, until: from + DAY_SECONDS };
}
