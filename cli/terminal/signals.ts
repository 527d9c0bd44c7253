import { SIGNAL_EXITS, type SignalExit } from "../exit.ts";

/**
 * The run's stop signal: aborted by the first SIGINT, SIGTERM or SIGHUP, or by what is thrown where nothing waits for it;
 * a second signal ends the process at once.
 */
export interface Signals {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, if one did. */
  exit(): SignalExit | undefined;
}

/** What was thrown in a timer, a callback or a promise that nothing waits for. */
export interface Stray {
  readonly thrown: unknown;
}

/** After something stray was thrown the command gives back what it holds; one that cannot is ended after this long. */
const STRAY_GRACE_MS = 5_000;

const controller = new AbortController();
let installed: Signals | undefined;
let stray: Stray | undefined;

/** Installs the handlers once per process. Commands that never call it die of a signal in the ordinary way. */
export function installSignals(): Signals {
  if (installed !== undefined) return installed;
  let exit: SignalExit | undefined;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
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
export function signalExit(): SignalExit | undefined {
  return installed?.exit();
}

/**
 * Catches what is thrown where nothing waits for it: the command is stopped like by a signal, so that it gives its
 * leases and locks back, and `onStuck` ends the process should it not come to its end.
 */
export function catchStray(onStuck: (stray: Stray) => never): void {
  const take = (thrown: unknown) => {
    if (stray !== undefined) return;
    const first = { thrown };
    stray = first;
    controller.abort(thrown);
    setTimeout(() => onStuck(first), STRAY_GRACE_MS).unref();
  };
  process.on("uncaughtException", take);
  process.on("unhandledRejection", take);
}

/** The first thing that was thrown where nothing waits for it. */
export function strayThrown(): Stray | undefined {
  return stray;
}
