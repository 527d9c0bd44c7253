/** `2026-05-08T12:00:00+00:00`: a time in whole seconds since the epoch, in UTC. */
export function rfc3339(seconds: number): string {
  return `${isoSeconds(seconds)}+00:00`;
}

/** `2026-05-08T12-00-00`: the same time in a form that fits a file name. */
export function fileTime(seconds: number): string {
  return isoSeconds(seconds).replaceAll(":", "-");
}

const MILLISECONDS = ".000Z";

function isoSeconds(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, -MILLISECONDS.length);
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** An RFC 3339 time as milliseconds since the epoch (finer parts are dropped); undefined when it is none. */
export function parseRfc3339(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHour = 0, offsetMinute = 0] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const date = startOfDay(Number(year), Number(month), Number(day));
  if (date === undefined) return undefined;
  const ofDay = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1_000;
  const millis = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return date + ofDay + millis + (sign === "-" ? offset : -offset);
}

/** Undefined for a date that no calendar has, such as 30 February. */
function startOfDay(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

const FILE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)$/;

/** The seconds since the epoch of a `fileTime` text (read as UTC); undefined when it is none. */
export function parseFileTime(text: string): number | undefined {
  const match = FILE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date, hour, minute, second] = match;
  const millis = parseRfc3339(`${date}T${hour}:${minute}:${second}Z`);
  return millis === undefined ? undefined : millis / 1_000;
}
