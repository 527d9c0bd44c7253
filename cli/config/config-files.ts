import { MemoriesError } from "../../lib/core/errors.ts";
import { readUserFile } from "../../lib/flow/settings/read-user-file.ts";

/** The name of this product's configuration in `<home>`. */
export const CONFIG_FILE = "memories.toml";

/** The `[memories]` table of one TOML file, and where it came from. */
export interface ConfigFile {
  readonly path: string;
  readonly table: Readonly<Record<string, unknown>>;
  /** Tables and keys beside `[memories]`. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** Reads a TOML file; undefined when there is none. Throws `bad_config` when it cannot be read or is no TOML. */
export async function readConfigFile(path: string): Promise<ConfigFile | undefined> {
  const file = readUserFile(path);
  if (file.kind === "absent") return undefined;
  if (file.kind !== "text") {
    throw new MemoriesError("bad_config", `cannot read the configuration: ${path}: ${file.problem}`, {
      hint: "put a file there that is yours to read, or move it away",
    });
  }
  const { parse, TomlError } = await import("smol-toml");
  try {
    const { memories = {}, ...others } = parse(file.text);
    if (!isTable(memories)) {
      throw new MemoriesError("bad_config", `${path}: memories is not a table`, { hint: "write [memories]" });
    }
    return { path, table: memories, others };
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const what = thrown.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "");
    throw new MemoriesError("bad_config", `${path}:${thrown.line}:${thrown.column}: ${what}`, {
      hint: "mend that line",
      cause: thrown,
    });
  }
}

/** A TOML table is a plain object; dates and arrays are objects too. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && isPlain(value);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
