const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

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
  const match = UUID.exec(text);
  if (match === null) return undefined;
  const hex = text.replaceAll("-", "");
  return { seconds: timeOf(hex, match[1] ?? ""), low32: Number.parseInt(hex.slice(24), 16) };
}

function timeOf(hex: string, version: string): number | undefined {
  switch (version) {
    case "1": // time_low · time_mid · version · time_high
      return gregorianSeconds(`${hex.slice(13, 16)}${hex.slice(8, 12)}${hex.slice(0, 8)}`);
    case "6": // time_high · time_mid · version · time_low
      return gregorianSeconds(`${hex.slice(0, 12)}${hex.slice(13, 16)}`);
    case "7": // milliseconds since the epoch in the first 48 bits
      return Math.floor(Number.parseInt(hex.slice(0, 12), 16) / 1_000);
    default:
      return undefined;
  }
}

function gregorianSeconds(ticksHex: string): number {
  const ticks = BigInt(`0x${ticksHex}`) - GREGORIAN_TO_UNIX_TICKS;
  const seconds = ticks / TICKS_PER_SECOND;
  return Number(ticks < 0n && ticks % TICKS_PER_SECOND !== 0n ? seconds - 1n : seconds);
}
