/** Which threads a run looks at, as values: the same for the query, the dry run and `explain`. */
import { DAY_SECONDS, HOUR_SECONDS, SCAN_LIMIT } from "../constants.ts";
import type { Settings } from "../settings.ts";

/** The rules a thread must pass before its job is looked at. Bounds are inclusive, in seconds. */
export interface EligibilityRules {
  readonly machine: string;
  readonly codexHome: string;
  /** Threads left out by id: the calling session's, and those named with `--exclude-thread`. */
  readonly excluded: readonly string[];
  readonly sources: readonly string[];
  /** Empty: every provider. */
  readonly providers: readonly string[];
  readonly oldest: number;
  readonly newest: number;
  /** The newest threads that pass all others, at most. */
  readonly scanLimit: number;
}

/** The rules of a run at `now` (the run's clock) under `settings`. */
export function eligibilityRules(
  settings: Pick<Settings, "sources" | "allowedProviders" | "maxRolloutAgeDays" | "minRolloutIdleHours">,
  run: Pick<EligibilityRules, "machine" | "codexHome" | "excluded">,
  now: number,
): EligibilityRules {
  return {
    machine: run.machine,
    codexHome: run.codexHome,
    excluded: run.excluded,
    sources: settings.sources,
    providers: settings.allowedProviders,
    oldest: now - settings.maxRolloutAgeDays * DAY_SECONDS,
    newest: now - settings.minRolloutIdleHours * HOUR_SECONDS,
    scanLimit: SCAN_LIMIT,
  };
}
