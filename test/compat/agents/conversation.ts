import type { ShownCommand } from "../command-rows.ts";
import type { AgentDriver } from "./agent-driver.ts";
import type { ModelStep } from "./model-step.ts";

/** One turn: what the person says, what the model answers, and the commands that run, with their exit codes. */
export interface AgentTurn {
  readonly typed: string;
  readonly steps: readonly ModelStep[];
  readonly ran: readonly ShownCommand[];
}

/** What only the memory book holds. */
export const IN_BOOK = "run the smoke test before a release (book-4410)";
export const PROJECT = "site";
const CHECK_EXIT = 3;
export const PROJECT_FILES = {
  "index.html": "<!doctype html><title>Shop</title><h1>Open from 9 to 5</h1>\n",
  "hours.json": '{ "from": 9, "to": 17 }\n',
  "check.sh": `echo 'hours.json and index.html differ'\nexit ${CHECK_EXIT}\n`,
};

/** The session of a person at a terminal: work, a correction, a failing command, a look into memory. */
export function typedTurns(driver: AgentDriver): AgentTurn[] {
  const check = { command: "sh check.sh", exit: driver.showsExit ? CHECK_EXIT : undefined };
  const look = { command: "cat hours.json", exit: undefined };
  return [
    {
      typed: "The opening hours on the page are wrong, look where they come from.",
      steps: [{ calls: [driver.shell(look.command)] }, { say: "They come from hours.json." }],
      ran: [look],
    },
    {
      typed: "No, never edit index.html by hand, it is generated. Change hours.json instead.",
      steps: [{ calls: [driver.shell(check.command)] }, { say: "Understood; the check fails with 3." }],
      ran: [check],
    },
    {
      typed: "Tell me what you remember about releases.",
      steps: [
        ...driver.searchMemory("smoke test").map((call) => ({ calls: [call] })),
        { say: "The smoke test first." },
      ],
      ran: [],
    },
  ];
}

/** A session that a script began and went on with. */
export function headlessTurns(driver: AgentDriver): AgentTurn[] {
  const list = { command: "ls", exit: undefined };
  return [
    {
      typed: "List the files of this project.",
      steps: [{ calls: [driver.shell(list.command)] }, { say: "Three files." }],
      ran: [list],
    },
    { typed: "We use pnpm here, never npm.", steps: [{ say: "pnpm it is." }], ran: [] },
  ];
}
