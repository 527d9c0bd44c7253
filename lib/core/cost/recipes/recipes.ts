import { cronRecipe } from "./cron-recipe.ts";
import { dockerRecipe } from "./docker-recipe.ts";
import { githubActionsRecipe } from "./github-actions-recipe.ts";
import { launchdRecipe } from "./launchd-recipe.ts";
import type { RecipeFacts, RecipeFile } from "./recipe-facts.ts";
import { systemdRecipe } from "./systemd-recipe.ts";

/** The recipes by the name they are asked for. */
export const RECIPES = {
  cron: cronRecipe,
  systemd: systemdRecipe,
  launchd: launchdRecipe,
  "github-actions": githubActionsRecipe,
  docker: dockerRecipe,
} as const satisfies Record<string, (facts: RecipeFacts) => RecipeFile[]>;
export type RecipeName = keyof typeof RECIPES;
