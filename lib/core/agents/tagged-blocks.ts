/**
 * Blocks that harnesses set into texts, `<name …>…</name>`. Found by plain searches: texts are as hostile as what was
 * printed into them, and an expression would go over a megabyte of openings once for each of them.
 */

/** A block and where it stands. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly inside: string;
}

/** The text without each block of this name that is closed, and the white space after it. */
export function withoutBlocks(text: string, name: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let block = nextBlock(text, name, 0); block !== undefined; block = nextBlock(text, name, from)) {
    kept.push(text.slice(from, block.start));
    from = block.end;
    while (isSpace(text.charCodeAt(from))) from += 1;
  }
  return from === 0 ? text : kept.join("") + text.slice(from);
}

/** What stands inside the blocks of this name; the last may be left open. */
export function blocksIn(text: string, name: string, open: "closed" | "open" = "closed"): string[] {
  const found: string[] = [];
  let from = 0;
  for (let block = nextBlock(text, name, 0); block !== undefined; block = nextBlock(text, name, from)) {
    found.push(block.inside);
    from = block.end;
  }
  const start = open === "open" ? openingAfter(text, name, from) : undefined;
  return start === undefined ? found : [...found, text.slice(start.inside)];
}

/** The text without all the blocks at its beginning, whatever they are called. */
export function withoutLeadingBlocks(text: string): string {
  let rest = text;
  for (;;) {
    const name = /^\s*<([a-z][\w-]*)[\s>]/.exec(rest.slice(0, HEAD_CHARS))?.[1];
    const block = name === undefined ? undefined : nextBlock(rest, name, 0);
    if (block === undefined || rest.slice(0, block.start).trim() !== "") return rest;
    rest = rest.slice(block.end);
  }
}

/** A tag's name is shorter, white space before it included. */
const HEAD_CHARS = 200;

function nextBlock(text: string, name: string, from: number): Block | undefined {
  const opening = openingAfter(text, name, from);
  if (opening === undefined) return undefined;
  const closing = `</${name}>`;
  const close = text.indexOf(closing, opening.inside);
  if (close < 0) return undefined;
  return { start: opening.start, end: close + closing.length, inside: text.slice(opening.inside, close) };
}

function openingAfter(text: string, name: string, from: number): { start: number; inside: number } | undefined {
  for (let at = text.indexOf(`<${name}`, from); at >= 0; at = text.indexOf(`<${name}`, at + 1)) {
    const next = text[at + name.length + 1] ?? "";
    if (next !== ">" && !isSpace(next.charCodeAt(0))) continue;
    const end = text.indexOf(">", at);
    return end < 0 ? undefined : { start: at, inside: end + 1 };
  }
  return undefined;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
