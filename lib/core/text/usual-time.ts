/** Bytes of `2026-11-22T14:10:59.147Z`, the one form that transcripts are written with. */
export const USUAL_TIME_BYTES = 24;

/**
 * The time in the usual form at `bytes[at, at + 24)`, in milliseconds since the epoch, read without making a string:
 * it is read once for every line there is. Undefined for other forms, leap seconds and times before
 * 1970: those go the long way.
 */
export function readUsualTime(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || bytes[at + 10] !== UPPER_T) return undefined;
  if (bytes[at + 13] !== COLON || bytes[at + 16] !== COLON) return undefined;
  if (bytes[at + 19] !== DOT || bytes[at + 23] !== UPPER_Z) return undefined;
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const hour = two(bytes, at + 11);
  const minute = two(bytes, at + 14);
  const second = two(bytes, at + 17);
  const millis = two(bytes, at + 20) * 10 + digit(bytes, at + 22);
  // What is no digit is NaN, and NaN is within no bounds.
  if (!(day >= 1 && day <= (DAYS_OF_MONTH[month] ?? 0)) || (day === 29 && month === 2 && !isLeap(year)))
    return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59 && year >= 1_970)) return undefined;
  const time = dayNumber(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000 + millis;
  return Number.isInteger(time) ? time : undefined;
}

function two(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] ?? 0) - 0x30;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS_OF_MONTH = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 in the Gregorian calendar, counting years from March so that leap days come last. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leaps + Math.floor((m * 153 + 2) / 5) + day - 719_469;
}

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
