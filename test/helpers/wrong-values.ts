import type { OptionRow, ValueKind } from "../../cli/options/option.ts";

/** Texts that a kind does not allow, on the command line or in the environment. A text or path may be anything else. */
export function wrongTexts(kind: ValueKind): readonly string[] {
  switch (kind.type) {
    case "integer":
      return ["abc", "1.5", "1e3", " 1", "0x10", "9".repeat(30), `${kind.min - 1}`, ...above(kind.max)];
    case "decimal":
      return ["abc", "1e3", "-0.5", " 1", "0x10", "NaN", "Infinity", "1,5", `${kind.min - 1}`];
    case "choice":
      return ["other", kind.values[0]?.toUpperCase() ?? "", `${kind.values.join(",")},`];
    case "time":
      return ["the day before", "2026-13-01T00:00:00Z", "2026-11-23T12:00:00", "2026-11-23", "1795435200"];
    case "date":
      return ["the day before", "2026-02-30", "2026-11-23T25:00:00Z", "1795435200"];
    case "list":
      return ["a,,b", ","];
    case "boolean":
      return ["yes", "2", "tru"];
    default:
      return [];
  }
}

/** A text that a kind allows. */
export function rightText(kind: ValueKind): string {
  switch (kind.type) {
    case "integer":
      return String(kind.max ?? kind.min);
    case "decimal":
      return String(kind.min + 0.5);
    case "choice":
      return kind.values[0] ?? "";
    case "time":
      return "2026-11-23T12:00:00Z";
    case "date":
      return "2026-11-23";
    case "boolean":
      return "true";
    default:
      return "value";
  }
}

/** Lines of TOML, as values, that a row does not allow in a file. */
export function wrongTomlValues({ kind, fileKind }: OptionRow): readonly string[] {
  const actual = fileKind ?? kind;
  switch (actual.type) {
    case "integer":
      return ['"3"', "1.5", "true", "[]", "2026-01-31", `${actual.min - 1}`, ...above(actual.max)];
    case "decimal":
      return ['"3"', "true", "[]", "2026-01-31", "nan", "inf", "-0.5", `${actual.min - 1}`];
    case "boolean":
      return ['"true"', "1", "[]"];
    case "list":
      return ['"one"', "[1]", '[""]', "3", ...(actual.nonEmpty === true ? ["[]"] : [])];
    case "choice":
      return ['"other"', "1", "true", '[""]'];
    default:
      return ["1", "true", "[]", '""', '"a\\u0000b"', "{}"];
  }
}

function above(max: number | undefined): string[] {
  return max === undefined ? [] : [`${max + 1}`];
}
