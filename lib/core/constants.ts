/** Fixed figures of the product (spec 1, table of constants). Those with a config key have their default here too. */
export const HOUR_SECONDS = 3_600;
/** Tokens that an unbounded run may spend before somebody must agree: some dozens of long sessions (spec 10). */
export const CONFIRM_TOKENS = 500_000;

export const DAY_SECONDS = 86_400;

/** Stage-1 and phase-2 leases, in seconds. */
export const LEASE_SECONDS = 3_600;
/** How often a held lease is renewed, in seconds. */
export const HEARTBEAT_SECONDS = 90;
/** Delay before a failed stage-1 job may be tried again, in seconds. */
export const STAGE1_RETRY_SECONDS = 3_600;
/** Delay before a thread released by an outage may be tried again when the server named none, in seconds. */
export const OUTAGE_RETRY_SECONDS = 300;
/** Attempts of a stage-1 job before its thread has to change. */
export const STAGE1_RETRIES = 3;
/** First delay after a failed consolidation; doubled with each failure in a row. */
export const PHASE2_RETRY_SECONDS = 3_600;
export const PHASE2_RETRY_MAX_SECONDS = 24 * HOUR_SECONDS;
/** No new consolidation for this long after a success, in seconds. */
export const PHASE2_COOLDOWN_SECONDS = 6 * HOUR_SECONDS;
/** Newest threads a run looks at. */
export const SCAN_LIMIT = 5_000;
/** Sessions one run extracts unless told otherwise (spec 9, rule 2). */
export const SESSIONS_PER_RUN = 32;
/** Extractions in flight at a time. */
export const CONCURRENT_EXTRACTIONS = 8;
/** Stage-1 rows that retention deletes in one run, at most. */
export const PRUNE_LIMIT = 200;
/** The workspace diff file holds at most this many bytes of diff. */
export const WORKSPACE_DIFF_MAX_BYTES = 4 * 1024 * 1024;
/** `instructions` injects at most this much of the summary. */
export const SUMMARY_MAX_TOKENS = 2_500;
/** Stored errors are cut to this many characters. */
export const STORED_ERROR_MAX_CHARS = 500;
/** Evidence budget for a model whose window is unknown, in tokens. */
export const UNKNOWN_MODEL_BUDGET_TOKENS = 150_000;
export const DEFAULT_EXTRACT_MODEL = "gpt-6-luna";
export const DEFAULT_CONSOLIDATION_MODEL = "gpt-6.1-terra";
/** Sources a person types into; the only ones extracted by default. */
export const INTERACTIVE_SOURCES = ["cli", "vscode", "atlas", "chatgpt"] as const;
/** What stands in the place of a secret. */
export const REDACTION_MARKER = "[REDACTED_SECRET]";
