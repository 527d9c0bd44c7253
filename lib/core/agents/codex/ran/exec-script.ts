/** A call of a tool in a script of code mode: `tools.exec_command({cmd: "npm test"})`. */
export interface ScriptedCall {
  readonly tool: string;
  /** The first argument as far as it is written out; undefined where it is computed. */
  readonly argument: unknown;
}

const CALL = /\btools\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(["'])([^"'\n]+)\2\s*\])\s*\(/g;
const CONSTANT = /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*(?=["'`[{])/g;
/** A script that calls more tools than this, or is longer, says too little of each. */
const MAX_CALLS = 64;
const MAX_SCRIPT_CHARS = 256 * 1024;
/** No tool takes anything that is nested deeper. */
const MAX_DEPTH = 32;

/** The tools that a script of code mode calls, in the order of its text. */
export function scriptedCalls(script: string): ScriptedCall[] {
  const constants = new Map<string, unknown>();
  if (script.length > MAX_SCRIPT_CHARS) return [];
  for (const match of [...script.matchAll(CONSTANT)].slice(0, MAX_CALLS)) {
    constants.set(match[1] ?? "", new LiteralReader(script, match.index + match[0].length, constants).value());
  }
  return [...script.matchAll(CALL)].slice(0, MAX_CALLS).map((match) => ({
    tool: match[1] ?? match[3] ?? "",
    argument: new LiteralReader(script, match.index + match[0].length, constants).value(),
  }));
}

const WORDS = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", undefined],
]);
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0" };

/** Reads a literal of JavaScript; what is computed is undefined, and read over. */
class LiteralReader {
  private readonly text: string;
  private readonly constants: ReadonlyMap<string, unknown>;
  private at: number;
  private depth = 0;

  constructor(text: string, at: number, constants: ReadonlyMap<string, unknown>) {
    this.text = text;
    this.at = at;
    this.constants = constants;
  }

  value(): unknown {
    const char = this.peek();
    this.depth += 1;
    const isNested = this.depth <= MAX_DEPTH;
    const read = char === "{" && isNested ? this.object() : char === "[" && isNested ? this.list() : this.scalar();
    this.depth -= 1;
    // Whatever is joined to it makes it something else.
    if (/^[,)\]};]?$/.test(this.peek())) return read;
    this.skipExpression();
    return undefined;
  }

  private peek(): string {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
    return this.text.charAt(this.at);
  }

  private scalar(): unknown {
    const char = this.peek();
    if (char === '"' || char === "'" || char === "`") return this.string(char);
    const word = /^[\w$.+-]+/.exec(this.text.slice(this.at, this.at + 200))?.[0] ?? "";
    this.at += word.length;
    if (WORDS.has(word)) return WORDS.get(word);
    if (this.constants.has(word)) return this.constants.get(word);
    const number = Number(word);
    return word === "" || Number.isNaN(number) ? undefined : number;
  }

  private string(quote: string): string | undefined {
    let text = "";
    let isPlain = true;
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text.charAt(this.at);
      if (char === quote) {
        this.at += 1;
        return isPlain ? text : undefined;
      }
      if (char === "\\") text += this.escape();
      else text += char;
      if (quote === "`" && char === "$" && this.text.charAt(this.at + 1) === "{") isPlain = false;
    }
    return undefined;
  }

  private escape(): string {
    this.at += 1;
    const char = this.text.charAt(this.at);
    const code = /^(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/i.exec(this.text.slice(this.at, this.at + 9));
    if (code === null) return char === "\n" ? "" : (ESCAPES[char] ?? char);
    this.at += code[0].length - 1;
    const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "0", 16);
    return point > 0x10ffff ? "" : code[2] === undefined ? String.fromCodePoint(point) : String.fromCharCode(point);
  }

  private object(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.at += 1;
    while (this.at < this.text.length && this.peek() !== "}") {
      const before = this.at;
      const key = this.key();
      if (this.peek() === ":") {
        this.at += 1;
        entries.push([key, this.value()]);
      } else {
        entries.push([key, this.constants.get(key)]);
        this.skipExpression();
      }
      if (this.peek() === ",") this.at += 1;
      if (this.at === before) this.at += 1;
    }
    this.at += 1;
    return Object.fromEntries(entries);
  }

  private key(): string {
    const char = this.peek();
    if (char === '"' || char === "'") return this.string(char) ?? "";
    const word = /^[\w$]+/.exec(this.text.slice(this.at, this.at + 200))?.[0] ?? "";
    this.at += word.length;
    return word;
  }

  private list(): unknown[] {
    const values: unknown[] = [];
    this.at += 1;
    while (this.at < this.text.length && this.peek() !== "]") {
      const before = this.at;
      values.push(this.value());
      if (this.peek() === ",") this.at += 1;
      if (this.at === before) this.at += 1;
    }
    this.at += 1;
    return values;
  }

  /** Goes on to the comma or bracket that ends the expression. */
  private skipExpression(): void {
    for (let depth = 0; this.at < this.text.length; ) {
      const char = this.text.charAt(this.at);
      if (depth === 0 && /[,)\]};]/.test(char)) return;
      if (char === '"' || char === "'" || char === "`") {
        this.string(char);
        continue;
      }
      if (/[([{]/.test(char)) depth += 1;
      if (/[)\]}]/.test(char)) depth -= 1;
      this.at += 1;
    }
  }
}
