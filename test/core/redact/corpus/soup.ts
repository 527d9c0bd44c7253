import fc from "fast-check";
import { Draw } from "./draw.ts";
import { NAMED_KINDS } from "./named-kinds.ts";
import { SHAPED_KINDS } from "./shaped-kinds.ts";
import { STANDALONE_KINDS } from "./standalone-kinds.ts";

/** What rules look for, and what ends or joins what they look at. */
const SIGNS = [
  '"',
  "'",
  "`",
  '\\"',
  '\\\\\\"',
  " ",
  "  ",
  "\n",
  "\\n",
  "\\\\n",
  "\r\n",
  "=",
  ":",
  ": ",
  " = ",
  ", ",
  ",",
  "&",
  "?",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "<",
  ">",
  "</",
  "/",
  "//",
  "://",
  "@",
  "-",
  "--",
  "----",
  "-----BEGIN",
  "-----END",
  "PRIVATE KEY",
  "-----",
  ".",
  "..",
  "…",
  "#",
  "$",
  "${",
  "password",
  "token",
  "secret",
  "api_key",
  "key",
  "Bearer ",
  "Basic ",
  "Authorization: ",
  "Cookie: ",
  "a=",
  "The ",
  " is ",
  " as the ",
  " for ",
  "datadog",
  "value",
  "name",
  "u0022",
  "\\",
  "%22",
  "&quot;",
  "|",
  "~",
  "+",
  "_",
  "0x",
  "[REDACTED_SECRET]",
  "REDACTED_SECRET",
  "sk-",
  "eyJ",
  "hash",
  "sha256:",
  " is my key",
  " -p",
  "curl -u a:",
  "mysql -p",
  "xoxb-",
  "é",
  "😀",
  "\u0000",
  "\u001b[31m",
];

/** Texts of secrets whole and cut, signs and letters in any order: whatever a transcript could hold, and worse. */
export const soup: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...SIGNS) },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.nat(), fc.constantFrom(10, 20, 40, 400)).map(([seed, length]) => {
          const draw = new Draw(seed);
          return draw
            .of([...STANDALONE_KINDS, ...NAMED_KINDS])
            .make(draw)
            .slice(0, length);
        }),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.nat(), fc.constantFrom(30, 80, 300, 2_000)).map(([seed, length]) => {
          const draw = new Draw(seed);
          return draw.of(SHAPED_KINDS).make(draw).text.slice(0, length);
        }),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
      { weight: 1, arbitrary: fc.base64String({ maxLength: 60 }) },
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));
