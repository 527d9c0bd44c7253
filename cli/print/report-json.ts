import { rfc3339 } from "../../lib/core/text/time.ts";

/** The version of the JSON contract; it grows when a key changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;

/** Keys under which a report holds whole seconds since the epoch; watermarks stay numbers. */
const TIME_KEY = /(?:^|_)(?:at|until|since|usage|time)$/;
/** Keys that end like those and count something else. */
const NO_TIME = new Set(["usage"]);

/**
 * A report as its JSON says it: the version of the contract and the command first, then `status`, then its own keys,
 * with times in RFC 3339, UTC (spec 9, the JSON contract).
 */
export function reportJson(command: string, exit: number, report: object): object {
  const { command: _command, status = exit === 0 ? "ok" : "failed", ...rest } = report as Record<string, unknown>;
  return { schema_version: SCHEMA_VERSION, command, status, ...(withTimes(rest) as object) };
}

function withTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const isTime = typeof each === "number" && TIME_KEY.test(key) && !NO_TIME.has(key);
      return [key, isTime ? rfc3339(each) : withTimes(each)];
    }),
  );
}
