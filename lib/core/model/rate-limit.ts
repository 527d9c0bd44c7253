/** One rate limit as an answer's headers reported it. */
export interface RateLimit {
  /** What is limited: `requests`, `tokens`, … */
  readonly name: string;
  readonly remainingPercent: number;
  /** Milliseconds from the answer until the limit is whole again; undefined where the endpoint does not say. */
  readonly resetMs: number | undefined;
}

/** What a run does before it claims the next job. */
export type RateLimitDecision =
  | { readonly kind: "go" }
  | { readonly kind: "wait"; readonly ms: number; readonly limit: RateLimit }
  | { readonly kind: "stop"; readonly limit: RateLimit };

/** A run waits for a reset that is at most this far away. */
const LONGEST_WAIT_MS = 60_000;
const PREFIX = "x-ratelimit-";

/** The limits in `x-ratelimit-remaining-*` headers that have their `-limit-*`. Names of headers are lower-case. */
export function readRateLimits(headers: Iterable<readonly [string, string]>): RateLimit[] {
  const values = new Map(headers);
  const limits: RateLimit[] = [];
  for (const [header, text] of values) {
    if (!header.startsWith(`${PREFIX}remaining-`)) continue;
    const name = header.slice(`${PREFIX}remaining-`.length);
    const remaining = readCount(text);
    const limit = readCount(values.get(`${PREFIX}limit-${name}`));
    if (remaining === undefined || limit === undefined || limit === 0) continue;
    const resetMs = readDurationMs(values.get(`${PREFIX}reset-${name}`));
    limits.push({ name, remainingPercent: (remaining / limit) * 100, resetMs });
  }
  return limits;
}

/**
 * Whether to go on when `limits` were reported `elapsedMs` ago: a limit below `minPercent` is waited for when its
 * reset is at most a minute away, and ends the claiming when it is further away or unknown.
 */
export function decideRateLimits(
  limits: readonly RateLimit[],
  minPercent: number,
  elapsedMs: number,
): RateLimitDecision {
  let wait: (RateLimitDecision & { kind: "wait" }) | undefined;
  for (const limit of limits) {
    if (limit.remainingPercent >= minPercent) continue;
    if (limit.resetMs === undefined) return { kind: "stop", limit };
    const ms = limit.resetMs - elapsedMs;
    if (ms <= 0) continue;
    if (ms > LONGEST_WAIT_MS) return { kind: "stop", limit };
    if (wait === undefined || ms > wait.ms) wait = { kind: "wait", ms, limit };
  }
  return wait ?? { kind: "go" };
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0s`, `1.5s`, `20ms`, or plain seconds. Undefined for anything else. */
function readDurationMs(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    total += Number(count) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total;
}
