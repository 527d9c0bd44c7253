import { TEMPLATES } from "../../core/templates.ts";
import { createFiles } from "../../edge/fs/create-files.ts";

/** Writes the built-in prompts into a folder, to be changed there; the paths. Throws `bad_input` when one is there. */
export function writeTemplates(dir: string): readonly string[] {
  const files = Object.entries(TEMPLATES).map(([name, text]) => ({ path: `${dir}/${name}.md`, text }));
  createFiles(files);
  return files.map(({ path }) => path);
}
