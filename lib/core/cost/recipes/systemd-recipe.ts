import { type RecipeFacts, type RecipeFile, unwatchedEnvironment, unwatchedRun } from "./recipe-facts.ts";

const WHEN = { hour: "hourly", day: "daily", week: "weekly" } as const;

/** A service and its timer for a person's own systemd; a failure stands in the journal and fails the unit. */
export function systemdRecipe(facts: RecipeFacts): RecipeFile[] {
  const variables = Object.entries(unwatchedEnvironment(facts)).map(
    ([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`,
  );
  const service = [
    "[Unit]",
    "Description=memories: extract and consolidate what coding sessions taught",
    "Wants=network-online.target",
    "After=network-online.target",
    "",
    "[Service]",
    "Type=oneshot",
    ...variables,
    `ExecStart=${unwatchedRun(facts).map(commandWord).join(" ")}`,
    "# An endpoint that is away (75) is no failure of this unit: the next run tries again.",
    "SuccessExitStatus=75",
    "Nice=10",
    "",
  ].join("\n");
  const timer = [
    "[Unit]",
    "Description=memories, by itself",
    "",
    "[Timer]",
    `OnCalendar=${WHEN[facts.every]}`,
    "RandomizedDelaySec=15min",
    "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ].join("\n");
  const folder = "~/.config/systemd/user";
  return [
    { name: "memories.service", place: `${folder}/memories.service`, text: service },
    {
      name: "memories.timer",
      place: `${folder}/memories.timer (systemctl --user enable --now memories.timer)`,
      text: timer,
    },
  ];
}

/** A word of a unit file: percent signs begin specifiers there. */
function unitWord(word: string): string {
  const safe = word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%");
  return /^[A-Za-z0-9_./:=@+-]+$/.test(word) ? safe : `"${safe}"`;
}

/** A word of a command line, where a dollar sign would begin a variable as well. */
const commandWord = (word: string) => unitWord(word).replaceAll("$", "$$$$");
