/** Dollars for people: `$0.14`, `$12.30`; what is less than a cent keeps two digits that say something. */
export function renderMoney(dollars: number): string {
  if (dollars === 0) return "$0";
  if (dollars >= 0.01) return `$${dollars.toFixed(2)}`;
  return `$${Number(dollars.toPrecision(2)).toFixed(6).replace(/0+$/, "")}`;
}

/** Tokens for people: `870`, `61k`, `1.2M`. */
export function renderTokens(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1_000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}
