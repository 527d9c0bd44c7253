import { expect, test } from "bun:test";
import { beginningsOf, expressionOf } from "../../../../lib/core/redact/rules/keys/formats/key-format.ts";
import { KEY_FORMATS, vendorKeyAt } from "../../../../lib/core/redact/rules/keys/vendor-keys.ts";
import {
  ALNUM,
  BASE32,
  BASE58,
  BASE64,
  BASE64URL,
  DIGITS,
  Draw,
  HEX,
  LOWER,
  LOWER_ALNUM,
  UPPER_ALNUM,
} from "../corpus/draw.ts";

const ALPHABETS: Readonly<Record<string, string>> = {
  digit: DIGITS,
  hex: HEX,
  hexi: HEX,
  lower: LOWER,
  small: LOWER_ALNUM,
  base32: BASE32.toLowerCase(),
  upper: UPPER_ALNUM,
  letter: LOWER,
  alnum: ALNUM,
  word: BASE64URL,
  url: BASE64URL,
  dotted: ALNUM,
  opaque: BASE64URL,
  base64: BASE64,
  base64x: BASE64URL,
  base58: BASE58,
  name: LOWER_ALNUM,
};

/** A key of a shape. */
function drawShape(draw: Draw, shape: string): string {
  const drawn = shape.replaceAll(/<uuid>|<(\w+) (\d+)(?:\+|-\d+)?>/g, (piece, alphabet, length) =>
    piece === "<uuid>" ? draw.uuid() : draw.text(ALPHABETS[alphabet] ?? "", Number(length)),
  );
  return drawn
    .replaceAll(/\(([^()]*)\)/g, (_, choices: string) => draw.of(choices.split("|")))
    .replace(/!$/, "")
    .replaceAll(/\{(.)\}/g, "$1");
}

test("a key of every shape in the tables is found where it begins, to its end", () => {
  const draw = new Draw(7);
  const missed = KEY_FORMATS.flatMap(([, ...shapes]) => shapes).filter((shape) => {
    const key = drawShape(draw, shape);
    return vendorKeyAt(`(${key})`, 1)?.end !== 1 + key.length;
  });
  expect(missed).toEqual([]);
});

test("a shape becomes an expression, and its beginnings are those of its alternatives", () => {
  expect(expressionOf("ab.<hex 4>(x|<digit 2+>)!")).toBe("ab\\.[0-9a-f]{4}(?:x|[0-9]{2,})(?![A-Za-z0-9])");
  expect(expressionOf("a{|}<word 2-3>")).toBe("a\\|[A-Za-z0-9_-]{2,3}");
  expect(beginningsOf("gh(p|o)_<alnum 3>")).toEqual(["ghp", "gho"]);
  expect(beginningsOf("ab-<alnum 3>")).toEqual(["ab-"]);
  expect(() => expressionOf("<nothing 3>")).toThrow("no alphabet");
});
