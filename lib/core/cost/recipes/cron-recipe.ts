import { type RecipeFacts, type RecipeFile, shellWord, unwatchedEnvironment, unwatchedRun } from "./recipe-facts.ts";

/** Off the full hour, when everybody else's jobs begin. */
const WHEN = { hour: "17 * * * *", day: "17 4 * * *", week: "17 4 * * 1" } as const;

/** A line for a crontab. Cron mails what a job prints: nothing while all is well. */
export function cronRecipe(facts: RecipeFacts): RecipeFile[] {
  const variables = Object.entries(unwatchedEnvironment(facts)).map(([name, value]) => `${name}=${shellWord(value)}`);
  const words = [...variables, ...unwatchedRun(facts).map(shellWord)].join(" ");
  // In a crontab a percent sign ends the command.
  const line = `${WHEN[facts.every]} ${words.replaceAll("%", "\\%")}`;
  const text = [
    "# memories: extracts and consolidates by itself. Cron mails what it prints, which is nothing while all is well.",
    `# The key lies in ${facts.keyFile}, readable by you alone (chmod 600).`,
    "# Add it to your own table:  (crontab -l; memories recipe cron) | crontab -",
    line,
    "",
  ].join("\n");
  return [{ name: "crontab", place: "crontab -e", text }];
}
