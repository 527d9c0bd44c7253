export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = LOWER.toUpperCase();
export const DIGITS = "0123456789";
export const HEX = "0123456789abcdef";
export const ALNUM = LOWER + UPPER + DIGITS;
export const LOWER_ALNUM = LOWER + DIGITS;
export const UPPER_ALNUM = UPPER + DIGITS;
export const BASE32 = `${UPPER}234567`;
export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
export const BASE64 = `${ALNUM}+/`;
export const BASE64URL = `${ALNUM}-_`;

/** A seeded source of random choices (mulberry32): the same seed, the same texts on every machine. */
export class Draw {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new Error("nothing to choose from");
    return chosen;
  }

  /** Characters of an alphabet. */
  text(alphabet: string, length: number): string {
    let text = "";
    for (let at = 0; at < length; at++) text += alphabet[this.below(alphabet.length)];
    return text;
  }

  hex(length: number): string {
    return this.text(HEX, length);
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${this.of(["8", "9", "a", "b"])}${this.hex(3)}-${this.hex(12)}`;
  }

  /** Random bytes in base64, padded. */
  base64(bytes: number): string {
    return btoa(Array.from({ length: bytes }, () => String.fromCharCode(this.below(256))).join(""));
  }

  /** A password as a generator makes it: at least one letter, digit and sign. */
  password(signs: string, length = this.between(10, 20)): string {
    const parts = [this.text(LOWER, 1), this.text(UPPER, 1), this.text(DIGITS, 2), this.text(signs, 1)];
    const rest = this.text(ALNUM + signs, Math.max(0, length - 5));
    return `${this.of([...LOWER])}${[...parts.join(""), ...rest].toSorted(() => this.below(3) - 1).join("")}`;
  }
}
