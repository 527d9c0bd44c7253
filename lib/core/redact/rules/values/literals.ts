import {
  isGibberish,
  isUuid,
  looksHexadecimal,
  looksRandom,
  RANDOM_MIN_LENGTH,
  shapeOf,
  type TextShape,
} from "../../search/randomness.ts";
import type { NameVerdict } from "./key-names.ts";
import { isBlank, isPlaceholder, isReference } from "./placeholders.ts";
import { PUBLIC_KEY } from "./public-keys.ts";

/** How a value is written. */
export interface Writing {
  readonly quoted: boolean;
  /**
   * `assigned`: behind `=` or `:`. `environment`: `NAME=value` as shells and dotenv files have it, where no expression
   * can stand. `said`: in a sentence (`the password is …`). `loose`: beside the name with no sign between.
   */
  readonly link: "assigned" | "environment" | "said" | "loose";
}

/** Shorter literals are no secrets (the floor of the reference's assignment pattern). */
export const LITERAL_MIN_LENGTH = 8;
const PASSWORD_MIN_LENGTH = 6;
/** A weak name needs a hexadecimal number of this length: 96 bits, more than commits are cut to. */
const WEAK_HEX_LENGTH = 24;

/** Whether a value beside a name is a secret: a literal that is no placeholder, no word and no expression. */
export function isSecretLiteral(value: string, name: NameVerdict, writing: Writing): boolean {
  if (value.length < leastLength(name, writing) || isBareWord(value, writing)) return false;
  const shape = shapeOf(value, 0, value.length);
  // What costs least is asked first: most values beside weak names are nothing like random.
  if (name.strength === "weak" && !isRandomValue(value, shape, name)) return false;
  const isEmpty = writing.link === "environment" ? isBlank : isPlaceholder;
  if (isEmpty(value) || isReference(value) || PUBLIC_KEY.test(value)) return false;
  if (name.strength === "weak") return true;
  if (looksRandom(shape) && /^[\w+/=.~-]+$/.test(value)) return true;
  if (isPathLike(value) || isDate(value) || /\s/.test(value)) return false;
  if (!writing.quoted && writing.link === "loose" && /[(){}[\]<>;,*]|^0x[0-9a-fA-F]+U?L{0,2}$/.test(value))
    return false;
  if (isGarbled(value, shape)) return true;
  const mixed = shape.digits > 0 && shape.lower + shape.upper > 0;
  if (value.length < LITERAL_MIN_LENGTH && !mixed) return false;
  if (name.strength === "fair" && !(writing.quoted && mixed)) return isRandomValue(value, shape, name);
  if (writing.link === "loose" || (writing.link === "said" && !writing.quoted))
    return isLooseSecret(value, shape, name, writing);
  return writing.quoted ? isQuotedSecret(value, shape, name) : isBareSecret(value, shape, name, writing);
}

/** A word of a sentence beside a name: too short to look random, and nothing but letters. */
function isBareWord(value: string, writing: Writing): boolean {
  return writing.link === "loose" && !writing.quoted && value.length < RANDOM_MIN_LENGTH && !/\d/.test(value);
}

/** A password in quotes may be shorter than other literals; that it has letters and digits is asked of it then. */
function leastLength(name: NameVerdict, writing: Writing): number {
  const short = name.kind === "password" && writing.quoted && writing.link === "assigned";
  return short ? PASSWORD_MIN_LENGTH : LITERAL_MIN_LENGTH;
}

/** Random by itself: mixed letters and digits, or hexadecimal or a UUID where the name allows it. */
function isRandomValue(value: string, shape: TextShape, name: NameVerdict): boolean {
  if (isUuid(value)) return name.uuid;
  if (looksHexadecimal(shape, WEAK_HEX_LENGTH)) return name.hex;
  return looksRandom(shape) && /^[\w+/=.~:%-]+$/.test(value) && !isPathLike(value);
}

const SIGNS = /[!#$%^&*?+=~@]/;

function isQuotedSecret(value: string, shape: TextShape, name: NameVerdict): boolean {
  if (isSelector(value) || (/[^\x20-\x7e]/.test(value) && shape.digits === 0)) return false;
  const letters = shape.lower + shape.upper;
  if (letters === value.length) {
    return name.kind === "password" ? !isTitle(value, shape) : shape.surprise >= UNLIKELY_WORD || isRunOn(value);
  }
  if (shape.digits === 0) return SIGNS.test(value) ? !isExpressionText(value) : isGibberish(shape);
  if (letters === 0) return shape.digits >= LITERAL_MIN_LENGTH;
  return !isIdentifier(value, shape, name) && !isExpressionText(value);
}

/** Unquoted: a digit in it or 16 long, and nothing that makes an expression of it. */
function isBareSecret(value: string, shape: TextShape, name: NameVerdict, writing: Writing): boolean {
  const environment = writing.link === "environment";
  if (/^[$(`<[{]/.test(value)) return false;
  if (environment && /\$[({]|\$[A-Z_]{2}|[A-Za-z_]{3}\(/.test(value)) return false;
  if (!environment && (/[([$<{]/.test(value) || (value.includes(".") && isDotted(value, shape)))) return false;
  if (shape.digits === 0) {
    if (environment && SIGNS.test(value) && !/^[A-Za-z]+[=&?]/.test(value)) return true;
    // In a dotenv file even words are the value in use: nothing but a literal can stand there.
    const phrase = name.kind === "password" && PASSPHRASE.test(value);
    return value.length >= RANDOM_MIN_LENGTH && (environment || phrase || isGibberish(shape) || isRunOn(value));
  }
  if (shape.digits === value.length) return true;
  return !isIdentifier(value, shape, environment ? name : undefined);
}

/** Surprise from which on a short quoted word is none. */
const UNLIKELY_WORD = 5.1;
/** Small letters without a joint, longer than words are. */
const isRunOn = (value: string): boolean => /^[a-z]{20,}$/.test(value);

/** One long word, or words joined by hyphens, which no expression is. */
const PASSPHRASE = /^(?:[a-z]+|[a-z]+(?:-[a-z]+){3,})$/;

/** Letters, digits and signs without words: no expression looks like that. */
function isGarbled(value: string, shape: TextShape): boolean {
  if (value.length < 10 || !/[!#$%^&*?+=~@._-]/.test(value)) return false;
  const mixed = shape.upper > 0 && shape.lower > 0;
  if (shape.digits < 2) return mixed && /^[\w-]+[!#$%^*~@][\w!#$%^*~@-]+$/.test(value) && shape.surprise >= 5.2;
  if (!SIGNS.test(value)) return shape.surprise >= 5.6 && mixed;
  if (shape.digits >= 4 && value.length >= 20 && shape.surprise >= 5) return true;
  if (/\w\(\w*\)|=>|[=!]==?|&&|\|\|/.test(value)) return false;
  return shape.surprise >= 5.2 || (mixed && /[!#$%^&*?~]/.test(value));
}

/** `config.token1`, `v1.2.3`: words and numbers joined by dots. */
function isDotted(value: string, shape: TextShape): boolean {
  return shape.digits < 2 || /^\.|\.$|\.\./.test(value) || isMadeOfWords(value);
}

/** Beside a name without a sign: only what no sentence and no argument list would have there. */
function isLooseSecret(value: string, shape: TextShape, name: NameVerdict, writing: Writing): boolean {
  if (isIdentifier(value, shape, undefined) || isExpressionText(value)) return false;
  if (writing.link === "said" && shape.upper > 1 && shape.lower > 1 && value.length >= 12 && isGibberish(shape))
    return true;
  if (shape.digits === 0 || shape.lower + shape.upper === 0) return false;
  if (writing.link === "said" && shape.digits >= 2) return true;
  if (name.kind === "password" && shape.upper > 0 && shape.lower > 0 && shape.turns >= 2) return true;
  return looksHexadecimal(shape, 16) || shape.surprise >= 5.3 || SIGNS.test(value);
}

const FILE_NAME =
  /^[\w./-]+\.(?:js|ts|tsx|jsx|mjs|cjs|json|ya?ml|toml|md|txt|py|rb|go|rs|java|html?|css|pem|key|crt|env|sh|conf|cfg|ini|lock|xml|svg|png)$/;

/** A path, an address of a page, a file name, a package name. */
function isPathLike(value: string): boolean {
  const path =
    /^(?:https?|ftp|ssh|git|s3|gs):/i.test(value) ||
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|@[a-z0-9-]+\/)[\w.@/\\-]*$/.test(value);
  if (!path) return FILE_NAME.test(value);
  if (/^https?:/i.test(value)) return true;
  const tail = value.slice(value.lastIndexOf("/") + 1);
  return !looksRandom(shapeOf(tail, 0, tail.length));
}

const isSelector = (value: string): boolean => /^[#.][A-Za-z_][\w-]*$/.test(value) && !/\d{2}/.test(value);
/** A date, or numbers joined by dots: a version, an address, an object identifier. */
const isDate = (value: string): boolean => /^\d{4}-\d\d-\d\d(?:[T ][\d:.]*Z?)?$|^\d+(?:\.\d+)+$/.test(value);
/** Code, a format or a pattern, as stands in quotes too. */
const isExpressionText = (value: string): boolean =>
  /[A-Za-z_]\w*\(|\)\s*[;{]|=>|&&|\|\||\\[dwsb]|%[sd]\b|\[\^?[a-z]-z|[A-Za-z]\[['"\d]|\.\*|\)\?/.test(value);
/** One capitalised word, or a camel-case or wordy compound: a label or an identifier. */
const isTitle = (value: string, shape: TextShape): boolean =>
  /^[A-Z][a-z]+$/.test(value) || (/[a-z][A-Z]/.test(value) && !isGibberish(shape)) || /^[A-Z]+$/.test(value);

/** Words with a number among them, as code names things: `utf8Token`, `auth0-client`, `SHA256_KEY`. */
function isIdentifier(value: string, shape: TextShape, name: NameVerdict | undefined): boolean {
  if (!/^[A-Za-z_$][\w$.:/@-]*$/.test(value) || isGibberish(shape)) return false;
  if (name?.kind === "password" && !/[a-z][A-Z]|[./@:]/.test(value)) return false;
  const joined = /[a-z]{3}[A-Z][a-z]{2}|[A-Za-z]{3}\d*[_.:/-][A-Za-z]{3}|^[A-Z][a-z]{2,}\d/.test(value);
  return joined && shape.digits <= 3 && shape.surprise < 5 && isMadeOfWords(value);
}

const PART = /^(?:v?\d{0,6}|[a-z]+\d{0,3}|[A-Z]+\d{0,3}|[A-Z]?[a-z]+(?:[A-Z][a-z]+|[A-Z]{2,}|\d{1,3})*)$/;
/** Whether every part between joiners is cased like a word: `ceD` and `b2A5ak` are not. */
function isMadeOfWords(value: string): boolean {
  return value.split(/[_.:/@$-]/).every((part) => PART.test(part));
}
