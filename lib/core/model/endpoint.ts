import { MemoriesError } from "../errors.ts";

/** Where requests go. `baseUrl` has no slash at its end. */
export interface Endpoint {
  readonly baseUrl: string;
  /** Undefined: the request carries no `Authorization` header. */
  readonly apiKey: string | undefined;
}

/** What to do about `http:` beyond this machine. */
export type PlainHttp = "allow" | "refuse";

export const OPENAI_BASE_URL = "https://api.openai.com/v1";

/**
 * The endpoint that the environment names. Throws `bad_config` for a base URL that is none, `no_model` when another
 * provider is addressed with a model that nobody named (ids are never assumed for another provider), and
 * `no_api_key` when there is no key and the endpoint is not on this machine. Without encryption nothing goes beyond it
 * (`insecure_endpoint`) unless `plainHttp` allows it: a request holds a key and what was said in a session.
 */
export function resolveEndpoint(
  env: Readonly<Record<string, string | undefined>>,
  model: { readonly id: string; readonly named: boolean },
  plainHttp: PlainHttp,
): Endpoint {
  const baseUrl = (env.OPENAI_BASE_URL?.trim() || OPENAI_BASE_URL).replace(/\/+$/, "");
  const url = parseBaseUrl(baseUrl);
  const apiKey = env.OPENAI_API_KEY?.trim() || undefined;
  const loopback = isLoopback(url.hostname);
  if (url.protocol === "http:" && !loopback && plainHttp === "refuse") {
    throw new MemoriesError(
      "insecure_endpoint",
      `${url.host} would be reached without encryption: OPENAI_BASE_URL is http:`,
      {
        hint: "give an https: address, or add --insecure",
      },
    );
  }
  if (!loopback && url.hostname !== "api.openai.com" && !model.named) {
    throw new MemoriesError("no_model", `no model is named for ${url.host}: OPENAI_BASE_URL is not OpenAI's`, {
      hint: `name one that this server has with --model; ${model.id} is the default for OpenAI only`,
    });
  }
  if (apiKey === undefined && !loopback) {
    throw new MemoriesError("no_api_key", `no API key for ${url.host}: OPENAI_API_KEY is not set`, {
      hint: "set OPENAI_API_KEY, or go without a key: --model replay:DIR (recorded answers) or --offline (rules)",
    });
  }
  return { baseUrl, apiKey };
}

/** The message never shows the value: a URL with a password in it may end up here. */
function parseBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new MemoriesError("bad_config", "OPENAI_BASE_URL is not an http or https URL", {
      hint: `the default is ${OPENAI_BASE_URL}`,
    });
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new MemoriesError("bad_config", "OPENAI_BASE_URL may hold no user name, password, query or fragment", {
      hint: "put the key into OPENAI_API_KEY",
    });
  }
  return url;
}

/** Whether a URL's host name means this very machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
