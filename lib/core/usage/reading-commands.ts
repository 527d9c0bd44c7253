import { isReadingAwkProgram } from "./awk-program.ts";
import { isReadingSedScript } from "./sed-script.ts";
import type { ShellWord } from "./shell-commands.ts";
import type { OptionRules, SplitWords } from "./split-options.ts";

/** What a command that only reads gets its text from. Listings and plain output touch no text. */
export interface CommandReads {
  /** Files whose text is read. */
  readonly files: readonly ShellWord[];
  /** Files or whole folders that are searched. */
  readonly searched: readonly ShellWord[];
}

/** How a command reads: the options with which it does no more, and what its operands are. */
export interface ReadingCommand extends OptionRules {
  /** Undefined where these operands or options make it more than a reader. */
  readonly reads: (words: SplitWords) => CommandReads | undefined;
}

const NOTHING: CommandReads = { files: [], searched: [] };

const allFiles = ({ operands }: SplitWords): CommandReads => ({ files: operands, searched: [] });
const nothing = (): CommandReads => NOTHING;

/** The first operand is a pattern unless an option gave one; the others are searched. */
function searches({ options, operands }: SplitWords): CommandReads {
  if (options.has("files") || options.has("type-list")) return NOTHING;
  const given = ["e", "f", "regexp", "file"].some((name) => options.has(name));
  return { files: [], searched: given ? operands : operands.slice(1) };
}

function sedReads({ options, operands }: SplitWords): CommandReads | undefined {
  const given = [...(options.get("e") ?? []), ...(options.get("expression") ?? [])];
  const scripts = given.length > 0 ? given : operands.slice(0, 1).map(({ text }) => text);
  if (scripts.length === 0 || !isReadingSedScript(scripts.join("\n"))) return undefined;
  return { files: given.length > 0 ? operands : operands.slice(1), searched: [] };
}

/** Operands like `name=value` set variables. */
function awkReads({ operands: [program, ...files] }: SplitWords): CommandReads | undefined {
  if (program === undefined || !isReadingAwkProgram(program.text)) return undefined;
  return { files: files.filter(({ text }) => !/^[A-Za-z_]\w*=/.test(text)), searched: [] };
}

/** A second operand is written to. */
function uniqReads({ operands }: SplitWords): CommandReads | undefined {
  return operands.length > 1 ? undefined : { files: operands, searched: [] };
}

/** A `+` hands commands to the pager, some of which run programs; only going to a line is plain. */
function pagerReads({ operands }: SplitWords): CommandReads | undefined {
  const files = operands.filter(({ text }) => !text.startsWith("+"));
  const commands = operands.filter(({ text }) => text.startsWith("+"));
  return commands.every(({ text }) => /^\+(?:\d+|G|F)$/.test(text)) ? { files, searched: [] } : undefined;
}

/** `bat cache` writes. */
function batReads({ operands }: SplitWords): CommandReads | undefined {
  return operands[0]?.text === "cache" ? undefined : { files: operands, searched: [] };
}

function jqReads({ operands }: SplitWords): CommandReads {
  return { files: operands.slice(1), searched: [] };
}

const GREP: ReadingCommand = {
  switches: "abcEFGHhIiLlnoPqRrsTUvwxyZz",
  values: "efABCmdD",
  numbers: "allowed",
  long: [
    ..."basic-regexp binary byte-offset count dereference-recursive extended-regexp files-with-matches".split(" "),
    ..."files-without-match fixed-strings ignore-case initial-tab invert-match line-buffered line-number".split(" "),
    ..."line-regexp no-filename no-ignore-case no-messages null null-data only-matching perl-regexp quiet".split(" "),
    ..."recursive silent text with-filename word-regexp color? colour?".split(" "),
    ..."after-context= before-context= binary-files= context= devices= directories= exclude= exclude-dir=".split(" "),
    ..."exclude-from= file= include= label= max-count= regexp=".split(" "),
  ],
  reads: searches,
};

/** Without `--pre` and `--hostname-bin`, which run programs, and `-z`, which runs decompressors. */
const RG: ReadingCommand = {
  switches: "0acFHhIiLlNnoPpqSsUuvwx.",
  values: "ABCdEefgjMmrtT",
  long: [
    ..."byte-offset case-sensitive column count count-matches crlf files files-with-matches files-without-match".split(
      " ",
    ),
    ..."fixed-strings follow glob-case-insensitive heading hidden ignore-case include-zero invert-match json".split(
      " ",
    ),
    ..."line-number line-regexp max-columns-preview multiline multiline-dotall no-config no-filename no-heading".split(
      " ",
    ),
    ..."no-ignore no-ignore-vcs no-ignore-parent no-line-number no-messages null null-data one-file-system".split(" "),
    ..."only-matching passthru pcre2 pretty quiet smart-case stats text trim type-list".split(" "),
    ..."unrestricted vimgrep with-filename word-regexp".split(" "),
    ..."after-context= before-context= color= colors= context= context-separator= encoding= engine= file= glob=".split(
      " ",
    ),
    ..."iglob= max-columns= max-count= max-depth= max-filesize= path-separator= regexp= replace= sort= sortr=".split(
      " ",
    ),
    ..."threads= type= type-not=".split(" "),
  ],
  reads: searches,
};

const SED: ReadingCommand = {
  switches: "nErsuz",
  values: "el",
  long: [
    "quiet",
    "silent",
    "regexp-extended",
    "separate",
    "unbuffered",
    "null-data",
    "posix",
    "expression=",
    "line-length=",
  ],
  reads: sedReads,
};
const AWK: ReadingCommand = { values: "Fv", long: ["field-separator=", "assign="], reads: awkReads };
const BAT: ReadingCommand = {
  switches: "ApPnSu",
  values: "rHlm",
  long: [
    "plain",
    "number",
    "show-all",
    "paging=",
    "style=",
    "color=",
    "decorations=",
    "line-range=",
    "language=",
    "theme=",
    "wrap=",
    "tabs=",
    "terminal-width=",
    "highlight-line=",
  ],
  reads: batReads,
};
const LESS: ReadingCommand = {
  switches: "NRSrFXEeIiMmnQqsKLGgJwW",
  values: "pxzjbhy",
  numbers: "allowed",
  reads: pagerReads,
};
const ENDS = { switches: "qvzfFr", values: "ncs", numbers: "allowed" } as const;

/** Commands whose text is read, by name, with the options that keep them so. */
export const READING_COMMANDS: Readonly<Record<string, ReadingCommand>> = {
  cat: {
    switches: "AbeEnstTuv",
    long: ["number", "number-nonblank", "show-all", "show-ends", "show-nonprinting", "show-tabs", "squeeze-blank"],
    reads: allFiles,
  },
  tac: { switches: "br", values: "s", long: ["before", "regex", "separator="], reads: allFiles },
  head: { ...ENDS, long: ["bytes=", "lines=", "quiet", "silent", "verbose", "zero-terminated"], reads: allFiles },
  tail: {
    ...ENDS,
    long: [
      "bytes=",
      "lines=",
      "quiet",
      "silent",
      "verbose",
      "zero-terminated",
      "follow?",
      "retry",
      "pid=",
      "sleep-interval=",
    ],
    reads: allFiles,
  },
  nl: {
    switches: "p",
    values: "bdfhilnsvw",
    long: ["body-numbering=", "number-format=", "number-separator=", "number-width="],
    reads: allFiles,
  },
  wc: { switches: "cmlwL", long: ["bytes", "chars", "lines", "words", "max-line-length"], reads: allFiles },
  less: LESS,
  more: { switches: "dflpcsu", numbers: "allowed", reads: pagerReads },
  bat: BAT,
  batcat: BAT,
  sed: SED,
  gsed: SED,
  awk: AWK,
  gawk: AWK,
  mawk: AWK,
  nawk: AWK,
  grep: GREP,
  egrep: GREP,
  fgrep: GREP,
  rg: RG,
  cut: {
    switches: "snz",
    values: "bcdf",
    long: ["bytes=", "characters=", "delimiter=", "fields=", "complement", "only-delimited", "output-delimiter="],
    reads: allFiles,
  },
  sort: {
    switches: "bdfgiMhnRrVcCmsuz",
    values: "kt",
    long: ["reverse", "unique", "numeric-sort", "ignore-case", "key=", "field-separator="],
    reads: allFiles,
  },
  uniq: { switches: "cdDiuz", values: "fsw", long: ["count", "repeated", "unique", "ignore-case"], reads: uniqReads },
  tr: { switches: "cCdst", reads: nothing },
  column: { switches: "tnx", values: "soc", reads: allFiles },
  fold: { switches: "bs", values: "w", reads: allFiles },
  rev: { reads: allFiles },
  paste: { switches: "sz", values: "d", reads: allFiles },
  comm: { switches: "123z", reads: allFiles },
  cmp: { switches: "bls", values: "in", reads: allFiles },
  diff: {
    switches: "abBcdeEiNnqrstTuwy",
    values: "CUxI",
    long: ["brief", "unified?", "side-by-side", "recursive", "color?"],
    reads: allFiles,
  },
  strings: { switches: "a", values: "net", reads: allFiles },
  od: { switches: "abcdfhioxsv", values: "AtNjw", reads: allFiles },
  hexdump: { switches: "bcCdovx", values: "ens", reads: allFiles },
  jq: {
    switches: "rcnsSCMjaRe",
    long: ["raw-output", "compact-output", "slurp", "null-input", "sort-keys"],
    reads: jqReads,
  },
};
