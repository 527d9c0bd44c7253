import type { Fetch } from "./guarded-fetch.ts";

/** Names a service tier in each request. The SDK would drop one that it does not know of the model, without a word here. */
export function withServiceTier(send: Fetch, tier: string): Fetch {
  return (input, init) => {
    if (typeof init?.body !== "string") return send(input, init);
    return send(input, { ...init, body: JSON.stringify({ ...JSON.parse(init.body), service_tier: tier }) });
  };
}
