/** What a value may be. Data rather than code, so that flags, environment, files, help, completions and the
 *  JSON schema all come from the same row. */
export type ValueKind =
  | { readonly type: "switch" }
  | { readonly type: "text"; readonly placeholder: string; readonly nonEmpty?: true }
  | { readonly type: "path"; readonly placeholder: string }
  | { readonly type: "integer"; readonly placeholder: string; readonly min: number; readonly max?: number }
  /** A number that may have decimals. */
  | { readonly type: "decimal"; readonly placeholder: string; readonly min: number }
  /** `alone`: the value of a flag that nothing of `values` follows; without it a value must follow. */
  | { readonly type: "choice"; readonly values: readonly string[]; readonly alone?: string }
  /** `nonEmpty`: in a file it may not be without any; typed it never is. */
  | {
      readonly type: "list";
      readonly placeholder: string;
      readonly nonEmpty?: true;
      /** Each item is one of these. */
      readonly values?: readonly string[];
    }
  | { readonly type: "boolean" }
  | { readonly type: "time"; readonly placeholder: string }
  /** A time, or a plain date: its midnight, UTC. */
  | { readonly type: "date"; readonly placeholder: string };

/** One row of the option table. */
export interface OptionRow {
  readonly kind: ValueKind;
  /** Long flag without dashes; absent for keys that only files and the environment set. */
  readonly flag?: string;
  readonly short?: string;
  /** One line for `--help` and the reference. */
  readonly help: string;
  /** Environment variable that sets it. */
  readonly env?: string;
  /** Key in `[memories]` of `memories.toml`, or in `table`. */
  readonly key?: string;
  /** The table of `memories.toml` that has `key`, where it is not `[memories]`. */
  readonly table?: string;
  /** Older names of `key`, still read. */
  readonly olderKeys?: readonly string[];
  /**
   * The reference knows `key` too, so its `config.toml` is read for it; `alone`: what stands there switches the
   * reference and not this program, and is only shown.
   */
  readonly reference?: true | "alone";
  /** Accepted in files but without effect. */
  readonly inert?: true;
  /** Value in a file may be this instead of what flags take. */
  readonly fileKind?: ValueKind;
  readonly default?: string | number | boolean | readonly string[];
}

/** The value that a row of the table gives to a command. */
export type ValueOf<Row extends OptionRow> = Row["kind"] extends { type: "switch" }
  ? true
  : Row["kind"] extends { type: "integer" | "decimal" | "time" | "date" }
    ? number
    : Row["kind"] extends { type: "boolean" }
      ? boolean
      : Row["kind"] extends { type: "list" }
        ? readonly string[]
        : Row["kind"] extends { type: "choice"; values: readonly (infer V)[] }
          ? V
          : string;
