/** Fewer drops than this are no bulk. */
const BULK = 4;

/** What age does: it may forget (`--force`), or holds bulk back. */
export type BulkRule = "hold_back" | "let_go";

/**
 * Whether drops by age alone are held back: more than half of what there is, and four or more, are more likely a wrong
 * clock or a long absence than memories that nobody needs.
 */
export function isHeldBack(drops: number, of: number, rule: BulkRule): boolean {
  return rule === "hold_back" && drops >= BULK && drops * 2 > of;
}
