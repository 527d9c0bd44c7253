import type { Command } from "./command.ts";
import { EXIT_CODES } from "./exit.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { OptionRow } from "./option.ts";
import { type OptionName, rowOf } from "./settings.ts";

/** Groups of `memories --help`, in the order in which a newcomer needs them. Every command stands in one. */
export const COMMAND_GROUPS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: "Remember", names: ["run", "extract", "consolidate", "note"] },
  { title: "Read", names: ["instructions", "citations", "usage", "mcp"] },
  { title: "Look", names: ["status", "threads", "explain", "show", "jobs", "diff", "log"] },
  { title: "Take back", names: ["undo", "forget", "prune", "clear"] },
  { title: "Tools", names: ["redact", "config", "doctor", "completions", "man"] },
];

/** `--max-claims <N>` with its short form. */
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

/** `memories --help`: one screen. */
export function renderProgramHelp(commands: readonly Command[]): string {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const lines = [
    "memories: what coding agents learnt, kept for the next session",
    "",
    "Usage: memories <command> [options]",
  ];
  for (const group of COMMAND_GROUPS) {
    const rows = group.names.flatMap((name) => byName.get(name) ?? []);
    if (rows.length === 0) continue;
    lines.push("", `${group.title}:`, ...rows.map((command) => `  ${command.name.padEnd(13)}${command.summary}`));
  }
  lines.push(
    "",
    "Try it without a key:  memories extract --model offline && memories consolidate --agent offline",
    "Look before it acts:   memories extract --dry-run",
    "",
    "`memories <command> --help` shows options and examples; every command takes --home, --root, --json, --quiet.",
  );
  return lines.join("\n");
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
    `Exit codes: ${EXIT_CODES.map(({ code }) => code).join(", ")} (see the README)`,
  ].join("\n");
}

function optionLine(row: OptionRow, width: number): string {
  const flag = flagText(row);
  const shown = row.default === undefined || Array.isArray(row.default) || row.kind.type === "switch";
  const fallback = shown ? "" : ` (default ${String(row.default)})`;
  const gap = flag.length <= width ? flag.padEnd(width) : `${flag}\n  ${" ".repeat(width)}`;
  return `  ${gap}  ${row.help}${fallback}`;
}
