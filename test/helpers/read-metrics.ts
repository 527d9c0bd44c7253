import { createRequire } from "node:module";

/** A metric as Prometheus' text format says it. */
export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly { readonly value?: string; readonly labels?: Readonly<Record<string, string>> }[];
}

/** The parser ships no types of its own. */
const parse: unknown = createRequire(import.meta.url)("parse-prometheus-text-format");

/** Reads metrics as another program's parser does. */
export function readMetrics(text: string): ReadMetric[] {
  if (typeof parse === "function") return parse(text);
  const named: unknown = Reflect.get(Object(parse), "default");
  if (typeof named !== "function") throw new TypeError("the parser of metrics is no function");
  return named(text);
}
