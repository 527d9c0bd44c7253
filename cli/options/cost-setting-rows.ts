import { CONFIRM_TOKENS } from "../../lib/core/constants.ts";
import type { OptionRow } from "./option.ts";

const tokens = { type: "integer", placeholder: "N", min: 1 } as const;
const dollars = { type: "decimal", placeholder: "USD", min: 0 } as const;

/** What runs may spend, how that is told, and whose sessions leave the machine. */
export const COST_SETTINGS = {
  maxTokens: {
    kind: tokens,
    flag: "max-tokens",
    env: "MEMORIES_MAX_TOKENS",
    key: "max_tokens",
    help: "Stop a run when its requests have come to so many tokens",
  },
  maxRequests: {
    kind: tokens,
    flag: "max-requests",
    env: "MEMORIES_MAX_REQUESTS",
    key: "max_requests",
    help: "Requests one run may make",
  },
  maxCost: {
    kind: dollars,
    flag: "max-cost",
    env: "MEMORIES_MAX_COST",
    key: "max_cost",
    help: "Stop a run when it has cost so many dollars",
  },
  maxSeconds: {
    kind: { type: "integer", placeholder: "S", min: 1 },
    flag: "max-seconds",
    env: "MEMORIES_MAX_SECONDS",
    key: "max_seconds",
    help: "Stop a run after so many seconds",
  },
  dayTokens: {
    kind: tokens,
    table: "budget",
    key: "day_tokens",
    help: "Tokens that all runs of a UTC day may come to on this DB",
  },
  dayRequests: {
    kind: tokens,
    table: "budget",
    key: "day_requests",
    help: "Requests that all runs of a UTC day may make on this DB",
  },
  dayCost: {
    kind: dollars,
    table: "budget",
    key: "day_cost",
    help: "Dollars that all runs of a UTC day may cost on this DB",
  },
  confirmTokens: {
    kind: tokens,
    env: "MEMORIES_CONFIRM_TOKENS",
    key: "confirm_tokens",
    default: CONFIRM_TOKENS,
    help: "A run without any bound asks before it spends more tokens than this",
  },
  apiKeyFile: {
    kind: { type: "path", placeholder: "FILE" },
    env: "MEMORIES_API_KEY_FILE",
    key: "api_key_file",
    help: "File with the key, readable by you alone, where `OPENAI_API_KEY` is not set",
  },
  apiKeyCommand: {
    kind: { type: "text", placeholder: "PROGRAM", nonEmpty: true },
    fileKind: { type: "list", placeholder: "ARG" },
    env: "MEMORIES_API_KEY_COMMAND",
    key: "api_key_command",
    default: [],
    help: "Program that prints the key, run without a shell, where neither is set",
  },
  localProvidersAllowed: {
    kind: { type: "list", placeholder: "P" },
    env: "MEMORIES_LOCAL_PROVIDERS_ALLOWED",
    key: "local_providers_allowed",
    default: [],
    help: "Local providers whose sessions may be sent to an endpoint beyond this machine",
  },
  metricsFile: {
    kind: { type: "path", placeholder: "FILE" },
    flag: "metrics-file",
    env: "MEMORIES_METRICS_FILE",
    key: "metrics_file",
    help: "Write Prometheus metrics into this file after each run",
  },
} as const satisfies Record<string, OptionRow>;
