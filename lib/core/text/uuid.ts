const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Where the version stands, and the last 32 bits. */
const [VERSION_AT, LOW_AT] = [14, 28];

/** Ticks of 100 ns between the start of the Gregorian calendar (1582-10-15) and the Unix epoch. */
const GREGORIAN_TO_UNIX_TICKS = 0x01b21dd213814000n;
const TICKS_PER_SECOND = 10_000_000n;

/** What a UUID tells about itself. */
export interface UuidParts {
  /** Seconds since the epoch, rounded down; undefined for versions that carry no time. */
  readonly seconds: number | undefined;
  /** The last 32 bits. */
  readonly low32: number;
}

/** Reads a UUID in its usual form with hyphens, in either letter case; undefined when the text is none. */
export function parseUuid(text: string): UuidParts | undefined {
  if (!UUID.test(text)) return undefined;
  return { seconds: timeOf(text), low32: Number.parseInt(text.slice(LOW_AT), 16) };
}

function timeOf(text: string): number | undefined {
  const first = text.slice(0, 8);
  const second = text.slice(9, 13);
  const third = text.slice(VERSION_AT + 1, 18);
  switch (text.charAt(VERSION_AT)) {
    case "1": // time_low · time_mid · version · time_high
      return gregorianSeconds(third + second + first);
    case "6": // time_high · time_mid · version · time_low
      return gregorianSeconds(first + second + third);
    case "7": // milliseconds since the epoch in the first 48 bits
      return Math.floor(Number.parseInt(first + second, 16) / 1_000);
    default:
      return undefined;
  }
}

function gregorianSeconds(ticksHex: string): number {
  const ticks = BigInt(`0x${ticksHex}`) - GREGORIAN_TO_UNIX_TICKS;
  const seconds = ticks / TICKS_PER_SECOND;
  return Number(ticks < 0n && ticks % TICKS_PER_SECOND !== 0n ? seconds - 1n : seconds);
}
