import {
  CONCURRENT_EXTRACTIONS,
  DEFAULT_CONSOLIDATION_MODEL,
  DEFAULT_EXTRACT_MODEL,
} from "../../lib/core/constants.ts";
import type { OptionRow } from "./option.ts";

const count = (min: number, max?: number) =>
  ({ type: "integer", placeholder: "N", min, ...(max === undefined ? {} : { max }) }) as const;
const text = (placeholder: string) => ({ type: "text", placeholder, nonEmpty: true }) as const;

/** Which models are asked, how, and how much. Keys of the reference are marked. */
export const MODEL_SETTINGS = {
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
  contextWindow: {
    kind: count(1_000),
    flag: "context-window",
    env: "MEMORIES_CONTEXT_WINDOW",
    key: "context_window",
    help: "Context window of the extraction model, in tokens (default: known models' own)",
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
  serviceTier: {
    kind: text("TIER"),
    flag: "service-tier",
    env: "MEMORIES_SERVICE_TIER",
    key: "service_tier",
    help: "Service tier that requests ask the endpoint for",
  },
  consolidationServiceTier: {
    kind: text("TIER"),
    key: "consolidation_service_tier",
    reference: true,
    help: "Service tier of consolidation requests, where `service_tier` names none",
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
