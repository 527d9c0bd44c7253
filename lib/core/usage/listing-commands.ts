import type { ShellWord } from "./shell-commands.ts";

/** Whether a command that reads no file's text only lists or says something, given its arguments. */
type IsHarmless = (args: readonly string[]) => boolean;

const always: IsHarmless = () => true;
const withoutAny =
  (...refused: RegExp[]): IsHarmless =>
  (args) =>
    !args.some((arg) => refused.some((one) => one.test(arg)));

/** Commands that list names or print what they are told; none of them counts as reading a memory. */
const HARMLESS: Readonly<Record<string, IsHarmless>> = {
  ls: always,
  pwd: always,
  echo: always,
  true: always,
  false: always,
  basename: always,
  dirname: always,
  realpath: always,
  readlink: always,
  stat: always,
  du: always,
  which: always,
  test: always,
  "[": always,
  // Its -C writes a compiled file of patterns.
  file: withoutAny(/^-\w*C/, /^--c/),
  printf: withoutAny(/^-/),
  date: (args) => args.every((arg) => arg.startsWith("+") || arg === "-u"),
  tree: withoutAny(/^-\w*[oR]/, /^--(?!noreport$|dirsfirst$)/),
  find: withoutAny(/^-(exec|ok|delete|fprint|fls)/),
  fd: withoutAny(/^-\w*[xX]/, /^--exec/),
};

/** Whether this is one of the commands that list or print and, as called here, change nothing. */
export function isHarmlessListing(name: string, args: readonly ShellWord[]): boolean {
  const rule = Object.hasOwn(HARMLESS, name) ? HARMLESS[name] : undefined;
  return rule?.(args.map(({ text }) => text)) === true;
}
