import type { TokenUsage } from "../types.ts";

/** Dollars per million tokens. */
export interface Price {
  readonly input: number;
  /** Of the input, what the endpoint had in its cache. */
  readonly cached: number;
  readonly output: number;
  /** Set: a request with more input tokens than this pays its whole input twice and its whole output 1.5 times. */
  readonly longFrom?: number | undefined;
}

/** Prices by the beginning of a model id. */
export type PriceTable = Readonly<Record<string, Price>>;

const LONG_INPUT_FACTOR = 2;
const LONG_OUTPUT_FACTOR = 1.5;
const MILLION = 1_000_000;

/** Dollars that tokens of one request cost. Tokens of reasoning are output tokens already. */
export function costOf(price: Price, usage: TokenUsage): number {
  const cached = Math.min(usage.cached_input_tokens, usage.input_tokens);
  const input = (usage.input_tokens - cached) * price.input + cached * price.cached;
  const output = usage.output_tokens * price.output;
  const long = price.longFrom !== undefined && usage.input_tokens > price.longFrom;
  return (input * (long ? LONG_INPUT_FACTOR : 1) + output * (long ? LONG_OUTPUT_FACTOR : 1)) / MILLION;
}
