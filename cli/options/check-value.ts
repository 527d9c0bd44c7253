import { MemoriesError } from "../../lib/core/errors.ts";
import { parseRfc3339 } from "../../lib/core/text/time.ts";
import type { ValueKind } from "./option.ts";
import { parseDate } from "./parse-date.ts";

export type CheckedValue = string | number | boolean | readonly string[];

/** What a kind allows, in words, for messages and the reference. */
export function describeKind(kind: ValueKind): string {
  switch (kind.type) {
    case "switch":
      return "no value";
    case "boolean":
      return "true or false";
    case "integer":
      if (kind.max !== undefined) return `a whole number from ${kind.min} to ${kind.max}`;
      return `a whole number from ${kind.min} up`;
    case "decimal":
      return `a number from ${kind.min} up`;
    case "choice":
      return `one of ${kind.values.join(", ")}`;
    case "time":
      return "an RFC 3339 time such as 2026-01-31T12:00:00Z";
    case "date":
      return "a date such as 2026-01-31, 7d, yesterday, or an RFC 3339 time";
    case "list":
      if (kind.values !== undefined) return `one or more of ${kind.values.join(", ")}`;
      return kind.nonEmpty === true ? "one or more names" : "a list of names";
    case "path":
      return "a path";
    case "text":
      return "a text";
  }
}

/**
 * Reads a typed text (flag or environment). `where` names the place for the message; dates that count back do so from
 * `now`, in seconds. Throws `bad_option`.
 */
export function checkText(kind: ValueKind, text: string, where: string, now: () => number = clock): CheckedValue {
  const value = readText(kind, text, now);
  if (value === undefined) {
    const wrong = text === "" ? "the value is empty" : `${JSON.stringify(text)} is not ${describeKind(kind)}`;
    throw new MemoriesError("bad_option", `${where}: ${wrong}`, { hint: `give ${describeKind(kind)}` });
  }
  return value;
}

const clock = () => Math.floor(Date.now() / 1_000);

function readText(kind: ValueKind, text: string, now: () => number): CheckedValue | undefined {
  switch (kind.type) {
    case "switch":
      return true;
    case "boolean":
      return { true: true, "1": true, false: false, "0": false }[text.toLowerCase()];
    case "integer":
      return /^-?\d{1,15}$/.test(text) && inRange(kind, Number(text)) ? Number(text) : undefined;
    case "decimal":
      return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) && inRange(kind, Number(text)) ? Number(text) : undefined;
    case "choice":
      return kind.values.includes(text) ? text : undefined;
    case "time":
      return seconds(text);
    case "date":
      return parseDate(text, now());
    case "list": {
      const items = text.split(",").map((item) => item.trim());
      return items.every((item) => item !== "" && !item.includes("\0") && isListed(kind, item)) ? items : undefined;
    }
    default:
      return text === "" || text.includes("\0") ? undefined : text;
  }
}

/** The whole second of an RFC 3339 time. */
function seconds(text: string): number | undefined {
  const ms = parseRfc3339(text);
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

/** Checks a value of a TOML file against a kind; undefined when its type is wrong or it is out of range. */
export function checkTyped(kind: ValueKind, value: unknown): CheckedValue | undefined {
  switch (kind.type) {
    case "switch":
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "integer": {
      const whole = typeof value === "bigint" ? Number(value) : value;
      return typeof whole === "number" && Number.isSafeInteger(whole) && inRange(kind, whole) ? whole : undefined;
    }
    case "decimal": {
      const number = typeof value === "bigint" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) && inRange(kind, number) ? number : undefined;
    }
    case "list":
      if (!Array.isArray(value) || (kind.nonEmpty === true && value.length === 0)) return undefined;
      return value.every((item) => typeof item === "string" && item !== "" && isListed(kind, item)) ? value : undefined;
    default:
      return typeof value === "string" ? readText(kind, value, clock) : undefined;
  }
}

function isListed({ values }: { readonly values?: readonly string[] }, item: string): boolean {
  return values === undefined || values.includes(item);
}

function inRange(kind: { readonly min: number; readonly max?: number }, value: number): boolean {
  return value >= kind.min && (kind.max === undefined || value <= kind.max);
}
