import { type ErrorCode, MemoriesError } from "../lib/core/errors.ts";

/** How the program may end (the table in the README). */
export type ExitCode = 0 | 1 | 2 | 70 | 75 | SignalExit;
/** After a signal: 128 plus its number. */
export type SignalExit = 129 | 130 | 143;

export const EXIT_CODES: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: 0, meaning: "done, or rightly nothing to do (no candidates, lock held by another, cooldown)" },
  { code: 1, meaning: "ran and failed, wholly or for some items; or a question flag found something" },
  { code: 2, meaning: "wrong usage, configuration or input; nothing was changed" },
  { code: 70, meaning: "a bug: something nobody expected was thrown; the stack is printed" },
  {
    code: 75,
    meaning: "nothing is wrong here, and the model's endpoint or the database is away, slow or out of quota: try again",
  },
  { code: 129, meaning: "stopped by SIGHUP (a closed terminal), after leases were given back" },
  { code: 130, meaning: "stopped by SIGINT, after leases were given back" },
  { code: 143, meaning: "stopped by SIGTERM, after leases were given back" },
];

/** Nothing is wrong here: what was asked is away. */
const AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["outage", "state_unreachable"]);

/** The exit code of whatever was thrown. Commands that ask a question have 2 for every expected error. */
export function exitCodeOf(thrown: unknown, asksQuestion: "question" | "command"): ExitCode {
  if (!(thrown instanceof MemoriesError)) return 70;
  if (AWAY.has(thrown.code) && asksQuestion === "command") return 75;
  return thrown.kind === "usage" || asksQuestion === "question" ? 2 : 1;
}

/** Exit codes by signal. */
export const SIGNAL_EXITS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const satisfies Record<string, SignalExit>;
