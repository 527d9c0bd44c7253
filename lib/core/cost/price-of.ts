import { isLoopback } from "../model/endpoint.ts";
import { KNOWN_PRICES } from "./known-prices.ts";
import type { Price, PriceTable } from "./price.ts";

const FREE: Price = { input: 0, cached: 0, output: 0 };
/** What may follow a name of the table in an id: the date of a release, or that it is the newest one. */
const RELEASE = /^-(?:\d{4}(?:-?\d\d){0,2}|latest)$/;

/**
 * The price of a model at a host (`host:port`); undefined where none is known. What runs on this machine costs nothing;
 * a person's own prices go by the longest beginning of the id that they name and win over the built-in table, which
 * takes only a date or `latest` after a name: an unknown variant may cost anything.
 */
export function priceOf(model: string, host: string, own: PriceTable): Price | undefined {
  if (isLoopback(hostnameOf(host))) return FREE;
  const name = Object.keys(own)
    .filter((prefix) => model.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0];
  if (name !== undefined) return own[name];
  const known = Object.keys(KNOWN_PRICES).find(
    (prefix) => model === prefix || (model.startsWith(prefix) && RELEASE.test(model.slice(prefix.length))),
  );
  return known === undefined ? undefined : KNOWN_PRICES[known];
}

function hostnameOf(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? host;
}
