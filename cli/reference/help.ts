import wrapAnsi from "wrap-ansi";
import type { Command } from "../command.ts";
import { EXIT_CODES } from "../exit.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";
import { commandLines } from "../print/wrap-text.ts";
import { OPTION_GROUPS, type OptionGroup } from "./option-groups.ts";

/** Groups of `memories --help`, in the order in which a newcomer needs them. Every command stands in one. */
export const COMMAND_GROUPS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: "Write", names: ["run", "extract", "consolidate", "note", "edit"] },
  { title: "Read", names: ["instructions", "citations", "usage", "mcp", "hook", "link", "import", "export"] },
  { title: "Inspect", names: ["status", "threads", "explain", "show", "jobs", "diff", "log", "cost", "review"] },
  { title: "Undo and delete", names: ["undo", "forget", "prune", "clear"] },
  {
    title: "Tools",
    names: ["redact", "config", "doctor", "path", "templates", "schema", "recipe", "completions", "man"],
  },
];

/** `--limit <N>` with its short form. */
export function flagText(row: OptionRow): string {
  const short = row.short === undefined ? "" : `-${row.short}, `;
  const value = valueText(row);
  return `${short}--${row.flag}${value === "" ? "" : ` ${value}`}`;
}

function valueText({ kind }: OptionRow): string {
  switch (kind.type) {
    case "switch":
      return "";
    case "choice":
      return kind.alone === undefined ? `<${kind.values.join("|")}>` : `[${kind.values.join("|")}]`;
    case "boolean":
      return "<true|false>";
    case "list":
      return `<${kind.placeholder}…>`;
    default:
      return `<${kind.placeholder}>`;
  }
}

/** How help is laid out: the width of the terminal in places, and how a heading is set off there. */
export interface HelpLayout {
  readonly width: number;
  readonly heading: (title: string) => string;
}

/** Help as it is without a terminal: 80 places, headings as they are. */
export const PLAIN_HELP: HelpLayout = { width: 80, heading: (title) => title };

/** The widest name of a command and two spaces. */
const NAME_COLUMNS = 14;
/** Flags that are wider stand on a line of their own. */
const FLAG_COLUMNS = 34;
/** Beside a column narrower than this a text would be a pile of words: it goes below. */
const NARROWEST_TEXT = 24;

/** `memories --help`. No line is wider than the layout. */
export function renderProgramHelp(commands: readonly Command[], layout: HelpLayout = PLAIN_HELP): string {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const groups = COMMAND_GROUPS.flatMap(({ title, names }) => {
    const rows = names.flatMap((name) => byName.get(name) ?? []);
    return ["", layout.heading(title), ...rows.map(({ name, summary }) => entry(name, summary, NAME_COLUMNS, layout))];
  });
  return [
    paragraph("memories: what coding agents learnt, kept for the next session", layout),
    "",
    paragraph("Usage: memories <command> [options]", layout),
    ...groups,
    "",
    layout.heading("First steps"),
    entry("memories extract --offline", "Rules, no key: what each session taught", FLAG_COLUMNS, layout),
    entry("memories consolidate --offline", "The folder that later sessions read", FLAG_COLUMNS, layout),
    entry("memories extract --dry-run", "What would happen, and why", FLAG_COLUMNS, layout),
    entry("memories run --hook --detach", "By itself, as a session-start hook", FLAG_COLUMNS, layout),
    "",
    paragraph("memories <command> --help shows options and examples.", layout),
  ].join("\n");
}

/** `memories <command> --help`. No line is wider than the layout, but for a single word of an example that is. */
export function renderCommandHelp(command: Command, layout: HelpLayout = PLAIN_HELP): string {
  const usage = ["memories", command.name, command.args, "[options]"].filter(Boolean).join(" ");
  const shared = (Object.keys(GLOBAL_OPTIONS) as OptionName[]).map(rowOf);
  const rows = [...command.options.map(rowOf), ...shared];
  const fitting = rows.map((row) => flagText(row).length + 2).filter((length) => length <= FLAG_COLUMNS);
  const columns = Math.max(...fitting);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", layout.heading(title), ...lines];
  const options = (list: readonly OptionRow[]) =>
    list.filter(({ flag }) => flag !== undefined).map((row) => entry(flagText(row), helpOf(row), columns, layout));
  const variables = rows.filter(({ env }) => env !== undefined);
  return [
    paragraph(`memories ${command.name}: ${command.summary}`, layout),
    "",
    paragraph(`Usage: ${usage}`, layout),
    ...OPTION_GROUPS.flatMap((group) => section(group.title, options(inGroup(group, command.options)))),
    ...section("Everywhere", options(shared)),
    ...section(
      "Environment",
      variables.map((row) => entry(row.env ?? "", row.help, FLAG_COLUMNS, layout)),
    ),
    ...section(
      command.examples.length === 1 ? "Example" : "Examples",
      command.examples.flatMap((example) => commandLines(example, layout.width, "  ")),
    ),
    ...section(
      "Exit codes",
      EXIT_CODES.map(({ code, meaning }) => entry(String(code), meaning, EXIT_COLUMNS, layout)),
    ),
  ].join("\n");
}

const EXIT_COLUMNS = 5;

/** The options of a command that stand in a group; what no group names stands in the first. */
function inGroup(group: OptionGroup, names: readonly OptionName[]): readonly OptionRow[] {
  const isFirst = group === OPTION_GROUPS[0];
  const isNamed = (name: OptionName) => OPTION_GROUPS.some((each) => each.names.has(name));
  return names.filter((name) => group.names.has(name) || (isFirst && !isNamed(name))).map(rowOf);
}

function helpOf(row: OptionRow): string {
  const value = Array.isArray(row.default) ? row.default.join(",") : row.default;
  const isShown = value !== undefined && value !== "" && row.kind.type !== "switch";
  return isShown ? `${row.help} (default ${String(value)})` : row.help;
}

/** A name in a column, and what it means beside it, or below where there is no room. */
function entry(name: string, text: string, columns: number, { width }: HelpLayout): string {
  const below = name.length + 2 > columns || width - columns - 2 < NARROWEST_TEXT;
  const indent = width - columns - 2 < NARROWEST_TEXT ? 4 : columns + 2;
  const lines = wrapAnsi(text, Math.max(1, width - indent), { hard: false }).split("\n");
  const beside = lines.map((line) => " ".repeat(indent) + line);
  if (below) return [...nameLines(name, width), ...beside].join("\n");
  return [`  ${name.padEnd(columns)}${lines[0] ?? ""}`, ...beside.slice(1)].join("\n");
}

/** Where a name that is wider than the screen may be broken: behind a choice, or a space. A variable stays whole. */
const NAME_PIECE = /[^|\s]+[|\s]*|[|\s]+/g;
const NAME_INDENT = 6;

/** A name on lines of its own; what is too wide goes on below. */
function nameLines(name: string, width: number): string[] {
  const lines = [`  ${name}`];
  for (;;) {
    const last = lines.at(-1) ?? "";
    if (last.length <= width) return lines;
    const [first = "", ...pieces] = (lines.length === 1 ? name : last.trimStart()).match(NAME_PIECE) ?? [];
    const indent = lines.length === 1 ? "  " : " ".repeat(NAME_INDENT);
    let head = indent + first;
    let used = 0;
    for (const piece of pieces) {
      if ((head + piece).trimEnd().length > width) break;
      head += piece;
      used += 1;
    }
    const rest = pieces.slice(used).join("");
    if (rest === "") return lines;
    lines.splice(-1, 1, head.trimEnd(), " ".repeat(NAME_INDENT) + rest);
  }
}

function paragraph(text: string, { width }: HelpLayout): string {
  return wrapAnsi(text, width, { hard: false });
}
