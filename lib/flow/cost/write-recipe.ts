import type { RecipeFile } from "../../core/cost/recipes/recipe-facts.ts";
import { createFiles } from "../../edge/fs/create-files.ts";

/** Writes the files of a recipe into a folder; their paths. Throws `bad_input` when one is there. */
export function writeRecipe(dir: string, files: readonly RecipeFile[]): readonly string[] {
  const placed = files.map(({ name, text }) => ({ path: `${dir}/${name}`, text }));
  createFiles(placed);
  return placed.map(({ path }) => path);
}
