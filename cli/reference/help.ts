import type { Command } from "../command.ts";
import { EXIT_CODES } from "../exit.ts";
import { GLOBAL_OPTIONS } from "../options/global-options.ts";
import type { OptionRow } from "../options/option.ts";
import { type OptionName, rowOf } from "../options/settings.ts";

/** Groups of `memories --help`, in the order in which a newcomer needs them. Every command stands in one. */
export const COMMAND_GROUPS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: "Write", names: ["run", "extract", "consolidate", "note", "edit"] },
  { title: "Read", names: ["instructions", "citations", "usage", "mcp"] },
  { title: "Inspect", names: ["status", "threads", "explain", "show", "jobs", "diff", "log"] },
  { title: "Undo and delete", names: ["undo", "forget", "prune", "clear"] },
  { title: "Tools", names: ["redact", "config", "doctor", "path", "templates", "completions", "man"] },
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
      return `<${kind.values.join("|")}>`;
    case "boolean":
      return "<true|false>";
    case "list":
      return `<${kind.placeholder}…>`;
    default:
      return `<${kind.placeholder}>`;
  }
}

/** The widest name and two spaces. */
const NAME_COLUMNS = 14;

/** `memories --help`: one screen of 80 columns. */
export function renderProgramHelp(commands: readonly Command[]): string {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const groups = COMMAND_GROUPS.flatMap(({ title, names }) => {
    const rows = names.flatMap((name) => byName.get(name) ?? []);
    return ["", title, ...rows.map(({ name, summary }) => `  ${name.padEnd(NAME_COLUMNS)}${summary}`)];
  });
  return [
    "memories: what coding agents learnt, kept for the next session",
    "",
    "Usage: memories <command> [options]",
    ...groups,
    "",
    "Try it without a key:  memories extract --offline",
    "                       memories consolidate --offline",
    "Look before it acts:   memories extract --dry-run",
    "Let it run by itself:  memories run --hook --detach   (as a session-start hook)",
    "",
    "memories <command> --help shows options and examples.",
  ].join("\n");
}

/** `memories <command> --help`. */
export function renderCommandHelp(command: Command): string {
  const usage = ["memories", command.name, command.args, "[options]"].filter(Boolean).join(" ");
  const own = command.options.map(rowOf).filter((row) => row.flag !== undefined);
  const shared = (Object.keys(GLOBAL_OPTIONS) as OptionName[]).map(rowOf);
  const width = Math.max(...[...own, ...shared].map((row) => flagText(row).length).filter((length) => length <= 34));
  const rows = (list: readonly OptionRow[]) => list.map((row) => optionLine(row, width));
  return [
    `memories ${command.name}: ${command.summary}`,
    "",
    `Usage: ${usage}`,
    ...(own.length === 0 ? [] : ["", "Options:", ...rows(own)]),
    "",
    "Everywhere:",
    ...rows(shared),
    "",
    command.examples.length === 1 ? "Example:" : "Examples:",
    ...command.examples.map((example) => `  ${example}`),
    "",
    "Exit codes:",
    ...EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`),
  ].join("\n");
}

function optionLine(row: OptionRow, width: number): string {
  const flag = flagText(row);
  const value = Array.isArray(row.default) ? row.default.join(",") : row.default;
  const fallback = value === undefined || value === "" ? "" : ` (default ${String(value)})`;
  const gap = flag.length <= width ? flag.padEnd(width) : `${flag}\n  ${" ".repeat(width)}`;
  return `  ${gap}  ${row.help}${fallback}`;
}
