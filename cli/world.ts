import { statSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../lib/core/errors.ts";
import { isSystemError } from "../lib/core/io-failure.ts";
import { TEMPLATES, type TemplateName, type Templates } from "../lib/core/templates.ts";
import { checkTemplate } from "../lib/core/text/fill.ts";
import { appendLog, logFile } from "../lib/edge/logs/append-log.ts";
import { machineId } from "../lib/edge/machine/machine-id.ts";
import { mendWorkingFolders } from "../lib/edge/root/working-folders.ts";
import { listCopies } from "../lib/edge/state/copies/copies-of.ts";
import { checkDatabase } from "../lib/edge/state/open/check-database.ts";
import { fileUrl, parseDatabaseUrl } from "../lib/edge/state/open/database-url.ts";
import { unpackAddonInto } from "../lib/edge/state/open/load-addon.ts";
import type { State } from "../lib/edge/state/open/open.ts";
import { markOpening, takeStaleMarks } from "../lib/edge/state/open/opening-marks.ts";
import { rememberFailuresIn } from "../lib/edge/transcripts/failed-files.ts";
import type { Log, Paths, World } from "../lib/flow/world.ts";
import type { Config } from "./config/config.ts";
import type { Environment } from "./config/environment.ts";
import { loadConfig } from "./config/load-config.ts";
import { homeOf, pathOf } from "./config/places.ts";
import { settingsOf } from "./config/settings-of.ts";
import { readTemplates } from "./config/template-files.ts";
import type { Options } from "./options/settings.ts";
import { installSignals } from "./terminal/signals.ts";

/** A session that starts waits no longer for a database that another program has locked. */
const HOOK_DB_WAIT_MS = 2_000;

/**
 * A sink for the logger of a run that nobody watches: the log in `<home>/logs/`, each line with its time. `onUnwritable`
 * hears of a line that the file system refuses.
 */
export function logSink(
  options: Options,
  env: Environment,
  onUnwritable: (thrown: unknown) => void,
): (line: string) => void {
  const path = logFile(homeOf(options, env));
  return (line) => {
    try {
      appendLog(path, `${new Date().toISOString()} ${line}`);
    } catch (thrown) {
      if (!isSystemError(thrown)) throw thrown;
      onUnwritable(thrown);
    }
  };
}

/** The real World of one command, and what must be closed after it. */
export interface OpenedWorld {
  readonly world: World;
  readonly config: Config;
  /**
   * After a bug: voids what other programs wrote into an open local database and this one cannot read, and says so;
   * undefined when there is nothing of the kind.
   */
  mend(): Promise<MemoriesError | undefined>;
  close(): Promise<void>;
}

/** Builds the World from flags, environment and files. Opens and creates nothing until a story asks. */
export async function openWorld(options: Options, env: Environment, log: Log): Promise<OpenedWorld> {
  const { config, paths } = await loadConfig(options, env);
  for (const warning of config.warnings) log.warn(warning);
  for (const name of config.unknown) log.detail(`${name} is no variable of this program`);
  const given = config.values.get("now")?.value;
  const now = typeof given === "number" ? given : Math.floor(Date.now() / 1_000);
  const templatesDir = pathOf(config, "templates", paths.home, env);
  const templates: Templates = templatesDir === undefined ? TEMPLATES : overridden(readTemplates(templatesDir));
  rememberFailuresIn(join(paths.home, "cache"));
  let state: Promise<State> | undefined;
  let machine: string | undefined;
  let unmark = () => {};
  const machineOf = () => {
    machine ??= machineId(paths.home, crypto.randomUUID());
    return machine;
  };
  const open = async (): Promise<State> => {
    const asked = stateOptions(config, paths, options, env, typeof given === "number" ? given : undefined);
    // Before a home is made for a database that cannot be used.
    checkDatabase(asked.url, asked.insecure);
    machineOf();
    for (const told of mendWorkingFolders(paths.home)) log.warn(told);
    unpackAddonInto(join(paths.home, "cache"));
    warnOfLoss(asked.url, paths.home, log);
    const file = fileOf(asked.url);
    const crashed = file !== undefined && takeStaleMarks(file);
    if (file !== undefined) unmark = markOpening(file);
    // The driver and drizzle take longer to load than all the rest of a start.
    const { openState } = await import("../lib/edge/state/open/open.ts");
    const opened = await openState(asked);
    if (crashed) await lookClosely(opened, log);
    return opened;
  };
  const world: World = {
    now,
    paths,
    settings: settingsOf(config, options.insecure === true ? "allow" : "refuse"),
    templates,
    env,
    log,
    signal: installSignals().signal,
    machine: async () => machineOf(),
    state: () => {
      state ??= open();
      return state;
    },
    databaseFile: () => fileOf(stateOptions(config, paths, options, env, undefined).url),
    newId: () => crypto.randomUUID(),
    monotonicMs: () => performance.now(),
  };
  return {
    config,
    world,
    mend: async () => {
      const opened = await state?.catch(() => undefined);
      if (opened?.file === undefined) return undefined;
      const { mendValues } = await import("../lib/flow/status/mend-values.ts");
      return mendValues(opened);
    },
    close: async () => {
      // A DB that could not be opened was reported when it was asked for.
      const opened = await state?.then(
        (value) => value,
        () => undefined,
      );
      if (opened?.hasWritten()) {
        const { keepDailyCopy } = await import("../lib/flow/copies/keep-daily-copy.ts");
        await keepDailyCopy(world, opened);
      }
      const fold = await opened?.close();
      unmark();
      if (fold?.kind === "failed") {
        log.warn(`the log of the database stays beside it and the next command folds it: ${fold.reason}`);
      }
    },
  };
}

/** A process that had the database open is gone: what it may have fallen over is mended before anything else is read. */
async function lookClosely(state: State, log: Log): Promise<void> {
  const { mendUnreadableTexts } = await import("../lib/edge/state/mend/unreadable-texts.ts");
  const mended = await mendUnreadableTexts(state);
  if (mended.length > 0)
    log.warn(`the database held texts that cannot be read, now mended or void: ${mended.join(", ")}`);
}

function fileOf(url: string): string | undefined {
  const address = parseDatabaseUrl(url);
  return address.kind === "file" ? address.path : undefined;
}

/** A database that is gone is made anew without a word; what it held can still be had. */
function warnOfLoss(url: string, home: string, log: Log): void {
  const file = fileOf(url);
  if (file === undefined || (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  const [newest] = listCopies(home, file);
  if (newest === undefined) return;
  log.warn(
    `the database is gone and is made anew: ${file}; memories doctor --restore puts back the copy of ${newest.day}`,
  );
}

function stateOptions(config: Config, paths: Paths, options: Options, env: Environment, now: number | undefined) {
  const db = config.values.get("db")?.value;
  return {
    url: typeof db === "string" ? db : fileUrl(join(paths.home, "memories.db")),
    now,
    token: env.MEMORIES_DB_TOKEN || undefined,
    insecure: options.insecure === true ? ("allow" as const) : ("refuse" as const),
    busyTimeoutMs: options.hook === true ? HOOK_DB_WAIT_MS : undefined,
    signal: installSignals().signal,
  };
}

function overridden(files: ReadonlyMap<string, string>): Templates {
  const names = Object.keys(TEMPLATES) as TemplateName[];
  for (const [name, template] of files) {
    const known = names.find((each) => each === name);
    if (known !== undefined) {
      checkTemplate(`${name}.md`, template, TEMPLATES[known]);
      continue;
    }
    throw new MemoriesError("bad_template", `no template is called ${name}.md`, {
      hint: `templates are ${names.map((each) => `${each}.md`).join(", ")}`,
    });
  }
  return { ...TEMPLATES, ...Object.fromEntries(files) };
}
