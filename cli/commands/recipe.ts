import type { RecipeFacts, RecipeFile } from "../../lib/core/cost/recipes/recipe-facts.ts";
import { RECIPES, type RecipeName } from "../../lib/core/cost/recipes/recipes.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { writeRecipe } from "../../lib/flow/cost/write-recipe.ts";
import type { World } from "../../lib/flow/world.ts";
import { ownProgram } from "../argv/own-program.ts";
import type { Command, CommandContext } from "../command.ts";
import { expandTilde } from "../config/places.ts";
import { nearestName } from "../options/nearest.ts";

const NAMES = Object.keys(RECIPES) as RecipeName[];

export const recipeCommand: Command = {
  name: "recipe",
  summary: "Print a ready file that lets memories run by itself",
  args: `<${NAMES.join("|")}>`,
  options: ["every", "recipeDir", "limit", "maxTokens"],
  examples: ["memories recipe cron", "memories recipe systemd --dir ~/.config/systemd/user", "memories recipe docker"],
  async run(context) {
    const name = recipeName(context.args);
    const world = await context.world();
    const files = RECIPES[name](factsOf(world, context));
    const { recipeDir } = context.options;
    const json = { recipe: name, files };
    if (recipeDir === undefined) return { exit: 0, json, text: printed(files) };
    const written = writeRecipe(expandTilde(recipeDir, context.env), files);
    return { exit: 0, json: { ...json, written }, text: written.join("\n") };
  },
};

function recipeName([typed = "", more]: readonly string[]): RecipeName {
  const name = NAMES.find((each) => each === typed);
  if (name !== undefined && more === undefined) return name;
  const near = nearestName(typed, NAMES);
  const said = more === undefined ? JSON.stringify(typed) : JSON.stringify(more);
  throw new MemoriesError("bad_option", typed === "" ? "recipe needs a name" : `there is no recipe ${said}`, {
    hint: near === undefined || more !== undefined ? `one of ${NAMES.join(", ")}` : `did you mean ${near}?`,
  });
}

function factsOf({ paths, settings, env }: World, { options }: CommandContext): RecipeFacts {
  return {
    program: ownProgram(),
    home: paths.home,
    codexHome: paths.codexHome,
    root: paths.root,
    keyFile: settings.apiKeyFile ?? `${paths.home}/api-key`,
    limit: settings.limit,
    maxTokens: settings.maxTokens ?? settings.confirmTokens,
    every: options.every ?? "day",
    baseUrl: env.OPENAI_BASE_URL?.trim() || undefined,
  };
}

/** One file as it is; of several each with its place over it. */
function printed(files: readonly RecipeFile[]): string {
  const [only, ...more] = files;
  if (only !== undefined && more.length === 0) return only.text;
  return files.map(({ place, text }) => `# ${place}\n${text}`).join("\n");
}
