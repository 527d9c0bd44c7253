import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";
import { readUserFile } from "../../lib/flow/settings/read-user-file.ts";

/** The `*.md` files of a templates folder by name without ending. Throws `bad_template` when one cannot be read. */
export function readTemplates(dir: string): ReadonlyMap<string, string> {
  const names = namesIn(dir).filter((name) => name.endsWith(".md"));
  return new Map(names.map((name) => [name.slice(0, -".md".length), readTemplate(join(dir, name))]));
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (thrown) {
    throw new MemoriesError("bad_template", `cannot read the templates folder: ${dir}: ${reasonOf(thrown)}`, {
      hint: "give a folder with --templates DIR",
    });
  }
}

function readTemplate(path: string): string {
  const file = readUserFile(path);
  if (file.kind === "text") return file.text;
  const why = file.kind === "absent" ? "it does not exist" : file.problem;
  throw new MemoriesError("bad_template", `cannot read the template: ${path}: ${why}`, {
    hint: "put a text of yours there, or move it away",
  });
}
