import type { Price, PriceTable } from "./price.ts";

/** The day on which the table was compared with what the provider publishes. */
export const PRICES_DATE = "2026-11-27";

/** Beyond this many input tokens the provider charges the whole request at its rates for long contexts. */
const LONG_FROM = 272_000;

const price = (input: number, cached: number, output: number): Price => ({
  input,
  cached,
  output,
  longFrom: LONG_FROM,
});

/** Published prices at the standard tier, dollars per million tokens. A model that is not here has no known price. */
export const KNOWN_PRICES: PriceTable = {
  "gpt-6.2-astra": price(8, 0.4, 40),
  "gpt-6.2-sol": price(2, 0.1, 10),
  "gpt-6.1-sol": price(2, 0.1, 10),
  "gpt-6.1-terra": price(1, 0.05, 5),
  "gpt-6-astra": price(10, 1, 50),
  "gpt-6-sol": price(2, 0.2, 10),
  "gpt-6-luna": price(0.1, 0.01, 0.5),
  "gpt-5.6-sol": price(4, 0.4, 20),
  "gpt-5.6-terra": price(2, 0.2, 12),
  "gpt-5.6-luna": price(0.2, 0.02, 1.2),
  "gpt-5.5": price(5, 0.5, 30),
  "gpt-5.4": price(2.5, 0.25, 15),
  "gpt-5.4-mini": price(0.75, 0.075, 4.5),
  "gpt-5.4-nano": price(0.2, 0.02, 1.25),
  "gpt-5-mini": { input: 0.25, cached: 0.025, output: 2 },
};
