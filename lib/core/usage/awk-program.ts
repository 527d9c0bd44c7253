/**
 * Whether an awk program only prints to its output: no `system`, no `getline`, no pipe, no redirection, no second
 * program loaded. A `>` compares where it stands in parentheses or outside of `print` and `printf`; where it might
 * not, or where a slash might be a division or a pattern, the answer is false.
 */
export function isReadingAwkProgram(program: string): boolean {
  let depth = 0;
  let printing = false;
  let last: Token = { kind: "start", text: "" };
  for (const token of tokensOf(program)) {
    if (token.kind === "other") return false;
    if (token.kind === "word" && FORBIDDEN.has(token.text)) return false;
    if (token.text === "print" || token.text === "printf") printing = true;
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (ENDS.has(token.text)) printing = false;
    if (token.text === ">>" || token.text === "|" || token.text === "|&" || token.text === "@") return false;
    if (token.text === ">" && printing && depth <= 0) return false;
    if (token.kind === "slash" && !startsPattern(last)) return false;
    last = token;
  }
  return depth === 0;
}

const FORBIDDEN = new Set(["system", "getline", "close", "fflush", "extension", "load"]);
/** What ends a `print`; a newline may not end it after a comma or an operator, but then it is still one statement. */
const ENDS = new Set([";", "}", "{"]);

interface Token {
  readonly kind: "start" | "word" | "number" | "text" | "mark" | "slash" | "other";
  readonly text: string;
}

const PIECES: readonly (readonly [Token["kind"], RegExp])[] = [
  ["start", /^(?:\s+|\\\n|#[^\n]*)/],
  ["text", /^"(?:[^"\\\n]|\\.)*"/s],
  ["word", /^[A-Za-z_]\w*/],
  ["number", /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/],
  ["mark", /^(?:&&|\|\||\|&|>>|[<>=!+\-*%^]=|\+\+|--|!~|[{}()[\];,<>=!+\-*%^?:~$|@])/],
  ["slash", /^\/(?:[^/\\\n[]|\\[^\n]|\[\^?\]?[^\]/\n]*\])*\//],
];

function* tokensOf(program: string): Generator<Token> {
  let rest = program;
  while (rest !== "") {
    const found = PIECES.flatMap(([kind, piece]) => {
      const text = piece.exec(rest)?.[0];
      return text === undefined ? [] : [{ kind, text }];
    })[0];
    if (found === undefined) {
      yield { kind: "other", text: rest };
      return;
    }
    if (found.kind !== "start") yield found;
    rest = rest.slice(found.text.length);
  }
}

/** After a value a slash divides; anywhere else it opens a pattern. */
function startsPattern(before: Token): boolean {
  if (before.kind === "start") return true;
  return before.kind === "mark" && before.text !== ")" && before.text !== "]" && before.text !== "$";
}
