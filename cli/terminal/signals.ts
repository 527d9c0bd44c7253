import { SIGNAL_EXITS } from "../exit.ts";

/** The run's stop signal: aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
export interface Signals {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, if one did. */
  exit(): 130 | 143 | undefined;
}

let installed: Signals | undefined;

/** Installs the handlers once per process. Commands that never call it die of a signal in the ordinary way. */
export function installSignals(): Signals {
  if (installed !== undefined) return installed;
  const controller = new AbortController();
  let exit: 130 | 143 | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (exit !== undefined) process.exit(SIGNAL_EXITS[name]);
      exit = SIGNAL_EXITS[name];
      controller.abort(new Error(`stopped by ${name}`));
    });
  }
  installed = { signal: controller.signal, exit: () => exit };
  return installed;
}

/** The exit code of a signal that came while handlers were installed. */
export function signalExit(): 130 | 143 | undefined {
  return installed?.exit();
}
