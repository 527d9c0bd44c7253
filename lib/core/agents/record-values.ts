import { stringOf, textOf } from "../text/json.ts";
import { parseRfc3339 } from "../text/time.ts";
import type { SessionEvent, SessionFacts } from "./session/session-event.ts";

/** The time that a record names, in milliseconds: an RFC 3339 text, or a number of milliseconds. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;
  return parseRfc3339(stringOf(value) ?? "");
}

/** The value when it is a whole number. */
export function integerOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

/** The facts that are there, as an event; none when nothing is. */
export function factsEvent(facts: { readonly [K in keyof SessionFacts]: unknown }): SessionEvent[] {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && textOr(value) !== "");
  return known.length === 0 ? [] : [{ kind: "facts", facts: Object.fromEntries(known) as SessionFacts }];
}

const textOr = (value: unknown) => (typeof value === "string" ? (textOf(value) ?? "") : value);
