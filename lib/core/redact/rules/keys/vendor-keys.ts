import { ALNUM, classAt, codeAt } from "../../search/characters.ts";
import { CLOUD_KEYS } from "./formats/cloud-keys.ts";
import { CODE_KEYS } from "./formats/code-keys.ts";
import { beginningsOf, expressionOf, type KeyFormat, type KeyShape } from "./formats/key-format.ts";
import { MESSAGE_KEYS } from "./formats/message-keys.ts";
import { MODEL_KEYS } from "./formats/model-keys.ts";
import { PAYMENT_KEYS } from "./formats/payment-keys.ts";
import { TELEMETRY_KEYS } from "./formats/telemetry-keys.ts";

/** Every format that vendors document or that is known to be in use. */
export const KEY_FORMATS: readonly KeyFormat[] = [
  ...MODEL_KEYS,
  ...CLOUD_KEYS,
  ...CODE_KEYS,
  ...PAYMENT_KEYS,
  ...MESSAGE_KEYS,
  ...TELEMETRY_KEYS,
];

interface KeyPattern {
  readonly kind: string;
  /** Made when a text first has what the shape begins with: of a hundred formats a run meets a few. */
  readonly pattern: () => RegExp;
}
/** A pattern that begins with drawn characters, and the sign that follows them. */
interface DrawnPattern extends KeyPattern {
  readonly least: number;
  readonly most: number;
  readonly sign: number;
}

/** Patterns by the first one or two characters of what they match. */
const BY_BEGINNING = new Map<number, KeyPattern[]>();
/** Patterns that begin with drawn characters: a look at the sign behind those tells most texts from them. */
const DRAWN: DrawnPattern[] = [];
/** Two characters, or one and zero, as a key of the map. */
const pairCode = (first: number, second: number): number => (first << 7) | second;
const DRAWN_BEGINNING = /^<\w+ (\d+)(?:-(\d+))?>\{?([^<(])/;

for (const [kind, ...shapes] of KEY_FORMATS) for (const shape of shapes) addShape(kind, shape);

function addShape(kind: string, shape: KeyShape): void {
  let made: RegExp | undefined;
  const pattern: KeyPattern = { kind, pattern: () => (made ??= new RegExp(expressionOf(shape), "y")) };
  const drawn = DRAWN_BEGINNING.exec(shape);
  if (drawn !== null) {
    const [, least = "", most = least, sign = ""] = drawn;
    DRAWN.push({ ...pattern, least: Number(least), most: Number(most), sign: sign.charCodeAt(0) });
    return;
  }
  for (const beginning of new Set(beginningsOf(shape).map((text) => text.slice(0, 2)))) {
    if (beginning === "") throw new Error(`what ${shape} begins with cannot be looked up`);
    const code = pairCode(beginning.charCodeAt(0), beginning.length > 1 ? beginning.charCodeAt(1) : 0);
    BY_BEGINNING.set(code, [...(BY_BEGINNING.get(code) ?? []), pattern]);
  }
}

/** A vendor's key in a text: its kind and its end. */
interface VendorKey {
  readonly kind: string;
  readonly end: number;
}

/** The vendor key that starts at `at`, not behind a letter or digit; the longest where several do. */
export function vendorKeyAt(text: string, at: number): VendorKey | undefined {
  if ((classAt(text, at - 1) & ALNUM) !== 0) return undefined;
  const first = codeAt(text, at);
  return (
    longest(text, at, BY_BEGINNING.get(pairCode(first, codeAt(text, at + 1)))) ??
    longest(text, at, BY_BEGINNING.get(pairCode(first, 0))) ??
    drawnKeyAt(text, at)
  );
}

function drawnKeyAt(text: string, at: number): VendorKey | undefined {
  for (const drawn of DRAWN) {
    for (let length = drawn.least; length <= drawn.most; length++) {
      if (codeAt(text, at + length) !== drawn.sign) continue;
      const found = longest(text, at, [drawn]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function longest(text: string, at: number, patterns: readonly KeyPattern[] | undefined): VendorKey | undefined {
  if (patterns === undefined) return undefined;
  let found: VendorKey | undefined;
  for (const { kind, pattern: patternOf } of patterns) {
    const pattern = patternOf();
    pattern.lastIndex = at;
    if (pattern.test(text) && pattern.lastIndex > (found?.end ?? at)) found = { kind, end: pattern.lastIndex };
  }
  return found;
}
