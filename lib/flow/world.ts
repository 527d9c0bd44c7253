import type { RecordAgent } from "../core/agents/formats.ts";
import type { Settings } from "../core/settings.ts";
import type { Templates } from "../core/templates.ts";
import type { State } from "../edge/state/open/open.ts";

/** Where a run reads and writes. All absolute; `root` and `home` may not exist yet. */
export interface Paths {
  /** Private home of this product: `memories.db`, `backups/`, `staging/`, `runs/`, `rejected/`, `adopted/`, `logs/`. */
  readonly home: string;
  /** The reference's home by its real path; only read. */
  readonly codexHome: string;
  /** The home of every other agent, there or not, by its real path; only read. */
  readonly agentHomes: Readonly<Record<RecordAgent, string>>;
  /** Other folders that the reference is told to keep its database in, the first to look at first. */
  readonly codexDatabaseHomes: readonly string[];
  /** The memory root. */
  readonly root: string;
}

/** What happens while a story runs, for people on stderr. Text is redacted and stripped of control characters there. */
export interface Log {
  /** A line for everyone who did not say `--quiet`. */
  info(message: string): void;
  /** Something the user should look at. Shown unless `--quiet`. */
  warn(message: string): void;
  /** A failure, and what mends it. Always shown. */
  failure(message: string, hint?: string): void;
  /** Details for `--verbose`. */
  detail(message: string): void;
  /** A step of a countable piece of work, for the progress bar or one line per job. */
  progress(event: ProgressEvent): void;
  /** A request is made once more; the progress bar names why until its next step. */
  retrying(reason: string): void;
}
export interface ProgressEvent {
  readonly task: string;
  readonly done: number;
  readonly total: number;
  /** The work may end anywhere before `total`, which is a bound and no expectation. */
  readonly end?: "open";
  readonly note?: string;
  /** This step failed: told also to those who only want to hear of failures. */
  readonly failed?: boolean;
  readonly tokens?: number;
  /** The session that this step was about, how it ended, and the run, for programs. */
  readonly threadId?: string;
  readonly outcome?: string;
  readonly runId?: string;
}

/** Everything outside that a story may touch: handles, not decisions. Made once per command by `cli/world.ts`. */
export interface World {
  /** The run's time: whole seconds since the epoch, read once. */
  readonly now: number;
  readonly paths: Paths;
  /** Stable name of this machine (`<home>/machine-id`); made on first use. */
  readonly machine: () => Promise<string>;
  readonly settings: Settings;
  readonly templates: Templates;
  /** The state DB, opened and migrated on first use. */
  readonly state: () => Promise<State>;
  /** Where the state DB lies when it is a local file, there or not; opens nothing. Throws `bad_option` for what is no URL. */
  readonly databaseFile: () => string | undefined;
  /** The process environment (PATH, LANG, keys). Read it instead of the global one. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Aborts on SIGINT, SIGTERM and SIGHUP, and when something was thrown where nothing waits for it. */
  readonly signal: AbortSignal;
  /** A new random id (ownership tokens, run ids). */
  readonly newId: () => string;
  /** Milliseconds that only grow, for durations. */
  readonly monotonicMs: () => number;
}
