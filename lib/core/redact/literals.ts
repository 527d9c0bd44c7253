import type { NameVerdict } from "./key-names.ts";
import { isPlaceholder, isReference } from "./placeholders.ts";
import {
  isGibberish,
  isUuid,
  looksHexadecimal,
  looksRandom,
  RANDOM_MIN_LENGTH,
  type Shape,
  shapeOf,
} from "./randomness.ts";

/** How a value is written. */
export interface Writing {
  readonly quoted: boolean;
  /**
   * `assigned`: behind `=` or `:`. `environment`: `NAME=value` as shells and dotenv files have it, where no expression
   * can stand. `loose`: beside the name with less than a sign between (a pair of arguments, a sentence).
   */
  readonly link: "assigned" | "environment" | "loose";
}

/** Shorter literals are no secrets (the floor of the reference's assignment pattern). */
export const LITERAL_MIN_LENGTH = 8;
/** A weak name needs a hexadecimal number of this length: 96 bits, more than commits are cut to. */
const WEAK_HEX_LENGTH = 24;

/** Whether a value beside a name is a secret: a literal that is no placeholder, no word and no expression. */
export function isSecretLiteral(value: string, name: NameVerdict, writing: Writing): boolean {
  if (value.length < LITERAL_MIN_LENGTH || isPlaceholder(value) || isReference(value)) return false;
  const shape = shapeOf(value, 0, value.length);
  if (name.strength === "weak") return isRandomValue(value, shape, name.hex);
  if (looksRandom(shape) && /^[\w+/=.~-]+$/.test(value)) return true;
  if (writing.link === "loose") return isLooseSecret(value, shape);
  return writing.quoted ? isQuotedSecret(value, shape, name) : isBareSecret(value, shape, writing);
}

/** Random by itself: mixed letters and digits, or hexadecimal (also as a UUID) where the name allows it. */
export function isRandomValue(value: string, shape: Shape, hexCounts: boolean): boolean {
  if (looksHexadecimal(shape, WEAK_HEX_LENGTH) || isUuid(value)) return hexCounts;
  return looksRandom(shape) && /^[\w+/=.~:-]+$/.test(value) && !isPathLike(value);
}

const SYMBOLS = /[!#$%^&*?+=~@]/;

function isQuotedSecret(value: string, shape: Shape, name: NameVerdict): boolean {
  if (/\s/.test(value) || isPathLike(value) || isSelector(value)) return false;
  if (/[^\x20-\x7e]/.test(value) && shape.digits === 0) return false;
  const letters = shape.lower + shape.upper;
  if (letters === value.length) return name.kind === "password" ? !isTitle(value, shape) : isGibberish(shape);
  if (shape.digits === 0) return SYMBOLS.test(value) ? !isExpressionText(value) : isGibberish(shape);
  if (letters === 0) return shape.digits >= LITERAL_MIN_LENGTH && !isDate(value);
  return !isIdentifier(value, shape) && !isExpressionText(value);
}

/** Unquoted: a digit in it or 16 long, and nothing that makes an expression of it. */
function isBareSecret(value: string, shape: Shape, writing: Writing): boolean {
  const environment = writing.link === "environment";
  if (!environment && /[(.[$<{]/.test(value)) return false;
  if (environment && (/^[$(`<[{]/.test(value) || /\$[({A-Za-z_]|[A-Za-z_]\(/.test(value))) return false;
  if (isPathLike(value) || isDate(value)) return false;
  if (shape.digits === 0) {
    if (environment && SYMBOLS.test(value) && !/^[A-Za-z]+[=&?]/.test(value)) return true;
    return value.length >= RANDOM_MIN_LENGTH && isGibberish(shape);
  }
  if (shape.digits === value.length) return environment || value.length <= 20;
  return !isIdentifier(value, shape);
}

/** Beside a name without a sign: only what no sentence and no argument list would have there. */
function isLooseSecret(value: string, shape: Shape): boolean {
  if (/\s/.test(value) || isPathLike(value) || isIdentifier(value, shape) || isExpressionText(value) || isDate(value))
    return false;
  const letters = shape.lower + shape.upper;
  return shape.digits > 0 && letters > 0 && (looksHexadecimal(shape, 16) || isGibberish(shape) || SYMBOLS.test(value));
}

/** A path, an address of a page, a file name, a package name. */
function isPathLike(value: string): boolean {
  if (
    /^(?:https?|ftp|ssh|git|s3|gs):/i.test(value) ||
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|@[a-z0-9-]+\/)[\w.@/\\-]*$/.test(value)
  ) {
    const tail = value.slice(value.lastIndexOf("/") + 1);
    return !looksRandom(shapeOf(tail, 0, tail.length));
  }
  return /^[\w./-]+\.(?:js|ts|tsx|jsx|mjs|cjs|json|ya?ml|toml|md|txt|py|rb|go|rs|java|html?|css|pem|key|crt|env|sh|conf|cfg|ini|lock|xml|svg|png)$/.test(
    value,
  );
}

const isSelector = (value: string): boolean => /^[#.][A-Za-z_][\w-]*$/.test(value) && !/\d{2}/.test(value);
const isDate = (value: string): boolean => /^\d{4}-\d\d-\d\d(?:[T ][\d:.]*Z?)?$/.test(value);
/** Code, a format or a pattern, as stands in quotes too. */
const isExpressionText = (value: string): boolean =>
  /[A-Za-z_]\w*\(|\)\s*[;{]|=>|&&|\|\||\\[dwsb]|%[sd]\b|\[\^?[a-z]-z|[A-Za-z]\[['"\d]/.test(value);
/** One capitalised word, or a camel-case or wordy compound: a label or an identifier. */
const isTitle = (value: string, shape: Shape): boolean =>
  /^[A-Z][a-z]+$/.test(value) || (/[a-z][A-Z]/.test(value) && !isGibberish(shape)) || /^[A-Z]+$/.test(value);

/** Words with a number among them, as code names things: `utf8Token`, `auth0-client`, `SHA256_KEY`. */
function isIdentifier(value: string, shape: Shape): boolean {
  if (!/^[A-Za-z_$][\w$.:/@-]*$/.test(value) || isGibberish(shape)) return false;
  const joined = /[a-z][A-Z]|[A-Za-z]{2}\d*[_.:/-][A-Za-z]{2}|^[A-Z][a-z]+\d/.test(value);
  return joined && shape.digits <= 3 && shape.surprise < 5;
}
