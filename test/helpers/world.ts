import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import * as constants from "../../lib/core/constants.ts";
import type { Settings } from "../../lib/core/settings.ts";
import { TEMPLATES, type Templates } from "../../lib/core/templates.ts";
import { openState, type State } from "../../lib/edge/state/open/open.ts";
import type { Paths, World } from "../../lib/flow/world.ts";
import { TEST_NOW } from "./moment.ts";

export const DEFAULT_SETTINGS: Settings = {
  from: ["codex"],
  extractModel: constants.DEFAULT_EXTRACT_MODEL,
  consolidationModel: constants.DEFAULT_CONSOLIDATION_MODEL,
  namedModels: new Set(),
  limit: 2,
  maxRolloutsPerStartup: 2,
  plainHttp: "refuse",
  serviceTier: undefined,
  consolidationServiceTier: undefined,
  maxRolloutAgeDays: 10,
  minRolloutIdleHours: 6,
  maxRawMemoriesForConsolidation: 256,
  maxUnusedDays: 30,
  contextWindow: undefined,
  extensionRetentionDays: 7,
  minRateLimitRemainingPercent: 25,
  generateMemories: true,
  useMemories: true,
  disableOnExternalContext: false,
  forgetMissing: false,
  api: "responses",
  attestationCommand: [],
  attestationScopes: ["https://chatgpt.com/backend-api/codex/"],
  concurrency: constants.CONCURRENT_EXTRACTIONS,
  timeout: 600,
  sources: constants.INTERACTIVE_SOURCES,
  allowedProviders: [],
  denyCwd: [],
  codexState: "read",
  agentMaxSteps: 80,
  agentTimeout: 3_600,
  agentMaxOutputTokens: 200_000,
  maxTokens: undefined,
  maxRequests: undefined,
  maxCost: undefined,
  maxSeconds: undefined,
  dayTokens: undefined,
  dayRequests: undefined,
  dayCost: undefined,
  confirmTokens: constants.CONFIRM_TOKENS,
  prices: {},
  apiKeyFile: undefined,
  apiKeyCommand: [],
  localProvidersAllowed: [],
  metricsFile: undefined,
};

export interface TestWorldOptions {
  /** Seconds since the epoch; default `TEST_NOW`. */
  readonly now?: number;
  readonly settings?: Partial<Settings>;
  readonly templates?: Partial<Templates>;
  /** Another test world's folder to share (same home, same DB file): a second process of the same user. */
  readonly dir?: string;
  readonly root?: string;
  readonly home?: string;
  readonly codexHome?: string;
  readonly agentHomes?: Partial<Paths["agentHomes"]>;
  readonly codexDatabaseHomes?: readonly string[];
  readonly dbUrl?: string;
  readonly machine?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

export interface LoggedLine {
  readonly level: "info" | "warn" | "failure" | "detail";
  readonly message: string;
}

export interface TestWorld extends World {
  /** The real temporary folder that holds both homes. */
  readonly dir: string;
  /** Everything that was said, in order. */
  readonly lines: LoggedLine[];
  /** The same homes and DB at another time or with other settings; closed with this one. */
  at(options: TestWorldOptions): TestWorld;
  /** Closes the DB and, when this world made the folder, removes it. */
  dispose(): void;
}

/** A World over real things: a temporary home, a real libSQL file, default settings, a log that remembers. */
export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const dir = options.dir ?? realpathSync(mkdtempSync(join(tmpdir(), "memories-test-")));
  const home = options.home ?? join(dir, "home");
  const paths = {
    home,
    codexHome: options.codexHome ?? join(dir, "codex"),
    agentHomes: {
      ...(Object.fromEntries(Object.keys(LAYOUTS).map((agent) => [agent, join(dir, agent)])) as Paths["agentHomes"]),
      ...options.agentHomes,
    },
    codexDatabaseHomes: options.codexDatabaseHomes ?? [],
    root: options.root ?? join(home, "memories"),
  };
  const now = options.now ?? TEST_NOW;
  const lines: LoggedLine[] = [];
  const say = (level: LoggedLine["level"]) => (message: string) => {
    lines.push({ level, message });
  };
  const children: TestWorld[] = [];
  let state: Promise<State> | undefined;
  return {
    dir,
    lines,
    now,
    paths,
    machine: async () => options.machine ?? "test-machine",
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    templates: { ...TEMPLATES, ...options.templates },
    state: () => {
      state ??= openState({ url: options.dbUrl ?? `file:${join(home, "memories.db")}`, now });
      return state;
    },
    databaseFile: () => (options.dbUrl === undefined ? join(home, "memories.db") : undefined),
    env: options.env ?? { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: join(dir, "user") },
    log: {
      info: say("info"),
      warn: say("warn"),
      failure: (message, hint) => say("failure")(hint === undefined ? message : `${message}\n  ${hint}`),
      detail: say("detail"),
      progress: () => {},
      retrying: () => {},
    },
    signal: options.signal ?? new AbortController().signal,
    newId: () => crypto.randomUUID(),
    monotonicMs: () => performance.now(),
    at: (other) => {
      const child = testWorld({ ...options, ...other, dir });
      children.push(child);
      return child;
    },
    dispose: () => {
      for (const child of children) child.dispose();
      state?.then((open) => open.close()).catch(() => undefined);
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}
