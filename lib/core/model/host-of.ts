import { OPENAI_BASE_URL } from "./endpoint.ts";

/** Where requests of this environment go, as `host` or `host:port`; the text of the variable where it is no URL. */
export function hostOf(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.OPENAI_BASE_URL?.trim() || OPENAI_BASE_URL;
  return URL.parse(base)?.host || base;
}
