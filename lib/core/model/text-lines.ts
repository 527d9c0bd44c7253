import type { Json } from "./canonical-request.ts";

/** Stands for a text of several lines. */
const LINES = "$lines";
/** Wraps an object that has one of these two keys itself. */
const OBJECT = "$object";

/** The same value with each text of several lines as `{"$lines": […]}`, so that a reviewer can read and diff it. */
export function splitLines(value: Json): Json {
  if (typeof value === "string") return value.includes("\n") ? { [LINES]: value.split("\n") } : value;
  if (isList(value)) return value.map(splitLines);
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, splitLines(item)]));
  return LINES in value || OBJECT in value ? { [OBJECT]: object } : object;
}

/** The inverse of `splitLines`. */
export function joinLines(value: Json): Json {
  if (isList(value)) return value.map(joinLines);
  if (typeof value !== "object" || value === null) return value;
  const { [LINES]: lines, [OBJECT]: object } = value;
  if (isList(lines) && Object.keys(value).length === 1) return lines.join("\n");
  const inner = isObject(object) && Object.keys(value).length === 1 ? object : value;
  return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, joinLines(item)]));
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !isList(value);
