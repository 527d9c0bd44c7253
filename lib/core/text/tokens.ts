import { utf8Length } from "./bytes.ts";

/** UTF-8 bytes that count as one token. */
export const BYTES_PER_TOKEN = 4;

/** The product's token estimate: UTF-8 bytes ÷ 4, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(utf8Length(text) / BYTES_PER_TOKEN);
}
