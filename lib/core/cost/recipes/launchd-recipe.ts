import { type RecipeFacts, type RecipeFile, unwatchedEnvironment, unwatchedRun } from "./recipe-facts.ts";

const LABEL = "dev.memories.run";
const MINUTE = 17;
const NIGHT_HOUR = 4;

/** A property list for a person's own launchd; a failure stands in `<home>/logs/launchd.log`. */
export function launchdRecipe(facts: RecipeFacts): RecipeFile[] {
  const log = `${facts.home}/logs/launchd.log`;
  const when = {
    hour: { Minute: MINUTE },
    day: { Hour: NIGHT_HOUR, Minute: MINUTE },
    week: { Weekday: 1, Hour: NIGHT_HOUR, Minute: MINUTE },
  }[facts.every];
  const variables = Object.entries(unwatchedEnvironment(facts));
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    "<dict>",
    ...entry("Label", `<string>${LABEL}</string>`),
    "  <key>ProgramArguments</key>",
    "  <array>",
    ...unwatchedRun(facts).map((word) => `    <string>${xml(word)}</string>`),
    "  </array>",
    "  <key>EnvironmentVariables</key>",
    "  <dict>",
    ...variables.flatMap(([name, value]) => [`    <key>${xml(name)}</key>`, `    <string>${xml(value)}</string>`]),
    "  </dict>",
    "  <key>StartCalendarInterval</key>",
    "  <dict>",
    ...Object.entries(when).flatMap(([key, value]) => [`    <key>${key}</key>`, `    <integer>${value}</integer>`]),
    "  </dict>",
    ...entry("StandardErrorPath", `<string>${xml(log)}</string>`),
    ...entry("LowPriorityIO", "<true/>"),
    "</dict>",
    "</plist>",
    "",
  ].join("\n");
  const file = `${LABEL}.plist`;
  return [{ name: file, place: `~/Library/LaunchAgents/${file} (launchctl load -w it)`, text }];
}

const entry = (key: string, value: string) => [`  <key>${key}</key>`, `  ${value}`];

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
