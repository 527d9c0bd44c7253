import { promptTokens } from "../../core/extract/prompt-tokens.ts";
import type { Templates } from "../../core/templates.ts";
import { BYTES_PER_TOKEN } from "../../core/text/tokens.ts";

/** About how many tokens the request of a session has, prompt included, by the size of its evidence in bytes. */
export function requestTokens(
  templates: Templates,
  budgetBytes: number,
): (evidenceBytes: number | undefined) => number {
  const prompt = promptTokens(templates);
  return (evidenceBytes = 0) => prompt + Math.ceil(Math.min(evidenceBytes, budgetBytes) / BYTES_PER_TOKEN);
}
