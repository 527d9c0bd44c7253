import type { Fetch } from "./guarded-fetch.ts";

/**
 * Many compatible servers refuse a reasoning effort for models that do not reason. Such a request is sent once more
 * without it, and so are the run's later ones; `onDrop` hears of the first.
 */
export function withoutRefusedReasoning(send: Fetch, onDrop: () => void): Fetch {
  let dropping = false;
  return async (input, init) => {
    if (dropping) return send(input, { ...init, body: withoutReasoning(init?.body) ?? init?.body });
    const response = await send(input, init);
    if (response.status !== 400 && response.status !== 422) return response;
    const bare = withoutReasoning(init?.body);
    if (bare === undefined || !/reasoning|thinking/i.test(await response.clone().text())) return response;
    if (!dropping) onDrop();
    dropping = true;
    return send(input, { ...init, body: bare });
  };
}

/** The request without what only reasoning models take; undefined when there is nothing of it in there. */
function withoutReasoning(body: RequestInit["body"]): string | undefined {
  if (typeof body !== "string") return undefined;
  const { reasoning, reasoning_effort, include, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return reasoning === undefined && reasoning_effort === undefined ? undefined : JSON.stringify(rest);
}
