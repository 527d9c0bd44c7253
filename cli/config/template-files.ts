import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";

/** The `*.md` files of a templates folder by name without ending. Throws `bad_template` when it cannot be read. */
export function readTemplates(dir: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith(".md"));
    return new Map(names.map((name) => [name.slice(0, -".md".length), readFileSync(join(dir, name), "utf8")]));
  } catch (thrown) {
    throw new MemoriesError("bad_template", `cannot read the templates folder: ${dir}: ${reasonOf(thrown)}`, {
      hint: "give a folder with --templates DIR",
    });
  }
}
