import { DAY_SECONDS } from "../../core/constants.ts";
import { rfc3339 } from "../../core/text/time.ts";
import type { NewestTimes } from "../../edge/state/memory/newest-times.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Clocks of two machines, or of one before and after it was set, may differ by so many seconds. */
const AHEAD_SECONDS = 60;
/** After so long without a session a clock may as well be ahead as a person away. */
const QUIET_DAYS = 30;

/** Whether this machine's clock fits the times that were written down with it. */
export function checkTimes(now: number, { recorded, session }: NewestTimes): Finding {
  const newest = Math.max(recorded ?? 0, session ?? 0);
  if (newest > now + AHEAD_SECONDS) {
    return warning(
      `the clock says ${rfc3339(now)}, and something was recorded at ${rfc3339(newest)}: it was ahead then, or is behind now`,
      "set the clock; nothing is forgotten by a time that lies ahead",
    );
  }
  if (session !== undefined && now - session > QUIET_DAYS * DAY_SECONDS) {
    const days = Math.floor((now - session) / DAY_SECONDS);
    return warning(
      `the clock says ${rfc3339(now)}, ${days} days after the newest session`,
      "if nobody was away for so long, set the clock; nothing is forgotten meanwhile",
    );
  }
  return ok(rfc3339(now));
}
