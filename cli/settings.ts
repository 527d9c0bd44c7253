import {
  CONCURRENT_EXTRACTIONS,
  DEFAULT_CONSOLIDATION_MODEL,
  DEFAULT_EXTRACT_MODEL,
  INTERACTIVE_SOURCES,
} from "../lib/core/constants.ts";
import { COMMAND_OPTIONS } from "./command-options.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";
import type { OptionRow, ValueOf } from "./option.ts";

const count = (min: number, max?: number) =>
  ({ type: "integer", placeholder: "N", min, ...(max === undefined ? {} : { max }) }) as const;
const text = (placeholder: string) => ({ type: "text", placeholder, nonEmpty: true }) as const;

/** What steers a run: config keys with range and default. Keys of the reference are marked. */
export const SETTINGS = {
  extractModel: {
    kind: text("M"),
    flag: "extract-model",
    env: "MEMORIES_EXTRACT_MODEL",
    key: "extract_model",
    reference: true,
    default: DEFAULT_EXTRACT_MODEL,
    help: "Model of phase 1: an id, `replay:DIR` or `offline`",
  },
  consolidationModel: {
    kind: text("M"),
    flag: "consolidation-model",
    env: "MEMORIES_CONSOLIDATION_MODEL",
    key: "consolidation_model",
    reference: true,
    default: DEFAULT_CONSOLIDATION_MODEL,
    help: "Model of phase 2",
  },
  maxRolloutsPerStartup: {
    kind: count(1, 128),
    flag: "max-rollouts-per-startup",
    env: "MEMORIES_MAX_ROLLOUTS_PER_STARTUP",
    key: "max_rollouts_per_startup",
    reference: true,
    default: 2,
    help: "Sessions claimed per run",
  },
  maxRolloutAgeDays: {
    kind: count(0, 90),
    flag: "max-rollout-age-days",
    env: "MEMORIES_MAX_ROLLOUT_AGE_DAYS",
    key: "max_rollout_age_days",
    reference: true,
    default: 10,
    help: "Sessions older than this are left alone",
  },
  minRolloutIdleHours: {
    kind: count(1, 48),
    flag: "min-rollout-idle-hours",
    env: "MEMORIES_MIN_ROLLOUT_IDLE_HOURS",
    key: "min_rollout_idle_hours",
    reference: true,
    default: 6,
    help: "Sessions must have been idle this long",
  },
  maxRawMemoriesForConsolidation: {
    kind: count(1, 4096),
    flag: "max-raw-memories-for-consolidation",
    env: "MEMORIES_MAX_RAW_MEMORIES_FOR_CONSOLIDATION",
    key: "max_raw_memories_for_consolidation",
    olderKeys: ["max_raw_memories_for_global"],
    reference: true,
    default: 256,
    help: "Memories selected for consolidation",
  },
  maxUnusedDays: {
    kind: count(0, 365),
    flag: "max-unused-days",
    env: "MEMORIES_MAX_UNUSED_DAYS",
    key: "max_unused_days",
    reference: true,
    default: 30,
    help: "Memories nobody used drop out after this",
  },
  contextWindow: {
    kind: count(1_000),
    flag: "context-window",
    env: "MEMORIES_CONTEXT_WINDOW",
    key: "context_window",
    help: "Context window of the extraction model, in tokens (default: known models' own)",
  },
  extensionRetentionDays: {
    kind: count(1, 365),
    flag: "extension-retention-days",
    env: "MEMORIES_EXTENSION_RETENTION_DAYS",
    key: "extension_retention_days",
    default: 7,
    help: "Dated extension resources are kept this long",
  },
  minRateLimitRemainingPercent: {
    kind: count(0, 100),
    flag: "min-rate-limit-remaining-percent",
    env: "MEMORIES_MIN_RATE_LIMIT_REMAINING_PERCENT",
    key: "min_rate_limit_remaining_percent",
    reference: true,
    default: 25,
    help: "Stop claiming when less of the rate limit remains",
  },
  generateMemories: {
    kind: { type: "boolean" },
    env: "MEMORIES_GENERATE_MEMORIES",
    key: "generate_memories",
    reference: true,
    default: true,
    help: "false: `run` does nothing",
  },
  useMemories: {
    kind: { type: "boolean" },
    env: "MEMORIES_USE_MEMORIES",
    key: "use_memories",
    reference: true,
    default: true,
    help: "false: `instructions` prints nothing",
  },
  disableOnExternalContext: {
    kind: { type: "boolean" },
    env: "MEMORIES_DISABLE_ON_EXTERNAL_CONTEXT",
    key: "disable_on_external_context",
    olderKeys: ["no_memories_if_mcp_or_web_search"],
    reference: true,
    default: false,
    help: "Leave out sessions that used web search or MCP tools",
  },
  dedicatedTools: {
    kind: { type: "boolean" },
    key: "dedicated_tools",
    reference: true,
    inert: true,
    default: false,
    help: "Accepted for compatibility, no effect",
  },
  forgetMissing: {
    kind: { type: "boolean" },
    env: "MEMORIES_FORGET_MISSING",
    key: "forget_missing",
    default: false,
    help: "Forget a memory 7 days after its transcript is gone",
  },
  api: {
    kind: { type: "choice", values: ["responses", "chat"] },
    flag: "api",
    env: "MEMORIES_API",
    key: "api",
    default: "responses",
    help: "API of the model endpoint",
  },
  attestationCommand: {
    kind: text("PROGRAM"),
    fileKind: { type: "list", placeholder: "ARG" },
    flag: "attestation-command",
    env: "MEMORIES_ATTESTATION_COMMAND",
    key: "attestation_command",
    default: [],
    help: "Program that prints the attestation header's value",
  },
  attestationScopes: {
    kind: { type: "list", placeholder: "URL" },
    env: "MEMORIES_ATTESTATION_SCOPES",
    key: "attestation_scopes",
    default: ["https://chatgpt.com/backend-api/codex/"],
    help: "URLs under which that header is sent",
  },
  concurrency: {
    kind: count(1, 64),
    flag: "concurrency",
    env: "MEMORIES_CONCURRENCY",
    key: "concurrency",
    default: CONCURRENT_EXTRACTIONS,
    help: "Extractions at a time",
  },
  timeout: {
    kind: { type: "integer", placeholder: "S", min: 1 },
    flag: "timeout",
    env: "MEMORIES_TIMEOUT",
    key: "timeout",
    default: 600,
    help: "Seconds one model request may take",
  },
  sources: {
    kind: { type: "list", placeholder: "S" },
    flag: "source",
    env: "MEMORIES_SOURCES",
    key: "sources",
    default: [...INTERACTIVE_SOURCES],
    help: "Session sources to extract",
  },
  allowedProviders: {
    kind: { type: "list", placeholder: "P" },
    flag: "provider",
    env: "MEMORIES_PROVIDERS",
    key: "providers",
    default: [],
    help: "Only sessions of these model providers (default: all)",
  },
  agentMaxSteps: {
    kind: count(1, 1_000),
    flag: "agent-max-steps",
    env: "MEMORIES_AGENT_MAX_STEPS",
    key: "agent_max_steps",
    default: 80,
    help: "Steps of the consolidation agent",
  },
  agentTimeout: {
    kind: { type: "integer", placeholder: "S", min: 1 },
    flag: "agent-timeout",
    env: "MEMORIES_AGENT_TIMEOUT",
    key: "agent_timeout",
    default: 3_600,
    help: "Seconds the consolidation agent may take",
  },
  agentMaxOutputTokens: {
    kind: count(1),
    flag: "agent-max-output-tokens",
    env: "MEMORIES_AGENT_MAX_OUTPUT_TOKENS",
    key: "agent_max_output_tokens",
    default: 200_000,
    help: "Output tokens of the consolidation agent",
  },
} as const satisfies Record<string, OptionRow>;

/** The one table: every option of every command, every config key, every environment variable. */
export const OPTIONS = { ...GLOBAL_OPTIONS, ...SETTINGS, ...COMMAND_OPTIONS } as const;

export type OptionName = keyof typeof OPTIONS;
export type SettingName = keyof typeof SETTINGS;

/** What was typed on the command line, checked. Absent: not typed. */
export type Options = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> };

/** The row of an option, as the general type. */
export function rowOf(name: OptionName): OptionRow {
  return OPTIONS[name];
}
