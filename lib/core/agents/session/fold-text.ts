/** A text as it is compared with another: white space folded, without what quotes it. */
export function foldText(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
