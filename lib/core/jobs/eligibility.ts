/** Which threads a run looks at, as values: the same for the query, the dry run and `explain`. */
import { DAY_SECONDS, HOUR_SECONDS, SCAN_LIMIT } from "../constants.ts";
import { staysLocal } from "../cost/local-providers.ts";
import type { Settings } from "../settings.ts";
import { folderMatcher } from "../text/folder-pattern.ts";

/** The rules a thread must pass before its job is looked at. Bounds are inclusive, in seconds. */
export interface EligibilityRules {
  readonly machine: string;
  /** The agents that are read, each with its home. */
  readonly agentHomes: Readonly<Record<string, string>>;
  /** Threads left out by id, their own or the product's: the calling session's, those named with `--exclude-thread`. */
  readonly excluded: readonly string[];
  readonly sources: readonly string[];
  /** Folders whose sessions are never extracted: paths, or globs. */
  readonly deniedFolders: readonly string[];
  /** Empty: every provider. */
  readonly providers: readonly string[];
  /** Where evidence would go: sessions of local providers stay on this machine but for those that are allowed. */
  readonly destination: EvidenceDestination;
  readonly localProvidersAllowed: readonly string[];
  readonly oldest: number;
  readonly newest: number;
  /** The newest threads that pass all others, at most. */
  readonly scanLimit: number;
}

/** Whether the evidence of a run leaves this machine. */
export type EvidenceDestination = "this_machine" | "elsewhere";

/** Whether a folder is one of those that are denied, or lies in one. */
export function isDenied(patterns: readonly string[], folder: string): boolean {
  const matchers = matchersOf.get(patterns) ?? patterns.map(folderMatcher);
  matchersOf.set(patterns, matchers);
  return matchers.some((matches) => matches(folder));
}

/** Made once for the patterns of a run, which asks them for every session. */
const matchersOf = new WeakMap<readonly string[], readonly ((folder: string) => boolean)[]>();

/** Whose model a session used that does not say it: older versions knew one provider. */
const PROVIDER_BEFORE_PROVIDERS = "openai";

/** Whether sessions of a provider are taken, with the list that decides it. */
export function providerRule(
  { providers, destination, localProvidersAllowed }: EligibilityRules,
  provider = PROVIDER_BEFORE_PROVIDERS,
) {
  const stays = destination === "elsewhere" && staysLocal(provider, localProvidersAllowed);
  return {
    threshold: stays ? localProvidersAllowed : providers,
    value: provider,
    passed: !stays && (providers.length === 0 || providers.includes(provider)),
  };
}

/** The rules of a run at `now` (the run's clock) under `settings`. */
export function eligibilityRules(
  settings: Pick<
    Settings,
    "sources" | "allowedProviders" | "localProvidersAllowed" | "denyCwd" | "maxRolloutAgeDays" | "minRolloutIdleHours"
  >,
  run: Pick<EligibilityRules, "machine" | "agentHomes" | "excluded" | "destination">,
  now: number,
): EligibilityRules {
  return {
    machine: run.machine,
    agentHomes: run.agentHomes,
    excluded: run.excluded,
    sources: settings.sources,
    deniedFolders: settings.denyCwd,
    providers: settings.allowedProviders,
    destination: run.destination,
    localProvidersAllowed: settings.localProvidersAllowed,
    oldest: now - settings.maxRolloutAgeDays * DAY_SECONDS,
    newest: now - settings.minRolloutIdleHours * HOUR_SECONDS,
    scanLimit: SCAN_LIMIT,
  };
}
