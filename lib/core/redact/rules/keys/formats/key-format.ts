/**
 * The shape of a vendor's keys, as their documentation tells it: fixed text with `<alphabet length>` where characters
 * are drawn (`<hex 32>`, `<alnum 20+>`, `<word 20-40>`), `(a|b)` for alternatives and `!` where no letter or digit may
 * follow. `{|}` and `{!}` are these signs themselves; everything else stands for itself.
 */
export type KeyShape = string;

/** The kind that findings carry, and the shapes of its keys. */
export type KeyFormat = readonly [kind: string, ...shapes: KeyShape[]];

/** Characters that keys are drawn from. */
const ALPHABETS: Readonly<Record<string, string>> = {
  digit: "0-9",
  hex: "0-9a-f",
  hexi: "0-9A-Fa-f",
  lower: "a-z",
  small: "a-z0-9",
  base32: "a-z2-7",
  upper: "A-Z0-9",
  letter: "A-Za-z",
  alnum: "A-Za-z0-9",
  word: "A-Za-z0-9_-",
  url: "A-Za-z0-9_=-",
  dotted: "A-Za-z0-9_.-",
  opaque: "A-Za-z0-9_=.-",
  base64: "A-Za-z0-9+/",
  base64x: "A-Za-z0-9+/=_-",
  base58: "1-9A-HJ-NP-Za-km-z",
  name: "a-z0-9_-",
};
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const PIECE = /<uuid>|\{.\}|<(\w+) (\d+)(?:(\+)|-(\d+))?>|[(|)!]|[^<(|)!{]+/g;

/** A shape as the source of a regular expression. Throws on an alphabet that is none. */
export function expressionOf(shape: KeyShape): string {
  return shape.replaceAll(PIECE, (piece, alphabet?: string, least?: string, open?: string, most?: string) => {
    if (piece === "<uuid>") return UUID;
    if (piece.startsWith("{")) return `\\${piece.charAt(1)}`;
    if (piece === "(") return "(?:";
    if (piece === "!") return "(?![A-Za-z0-9])";
    if (piece === "|" || piece === ")") return piece;
    if (alphabet === undefined) return piece.replaceAll(/[.*+?^${}[\]\\/]/g, "\\$&");
    const characters = ALPHABETS[alphabet];
    if (characters === undefined) throw new Error(`no alphabet is called ${alphabet}`);
    const length = most === undefined ? (open === undefined ? least : `${least},`) : `${least},${most}`;
    return `[${characters}]{${length}}`;
  });
}

/** What the keys of a shape begin with: one text for each alternative, empty where the first character is drawn. */
export function beginningsOf(shape: KeyShape): string[] {
  const group = /^([^<(!]*)\(([^<()!]*)\)/.exec(shape);
  if (group !== null) return (group[2] ?? "").split("|").map((one) => (group[1] ?? "") + one);
  return [/^[^<(!]*/.exec(shape)?.[0] ?? ""];
}
