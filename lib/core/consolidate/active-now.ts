/**
 * The time that ages count from: the newest time at which a person was seen (a session updated, a citation counted, a
 * note written, a file edited by hand) that is not later than `now`. So absence ages nothing, and neither does a clock
 * that runs ahead. `now` where nobody was ever seen. All in seconds.
 */
export function activeNow(seen: Iterable<number | undefined>, now: number): number {
  let newest: number | undefined;
  for (const time of seen) {
    if (time !== undefined && time <= now && (newest === undefined || time > newest)) newest = time;
  }
  return newest ?? now;
}
