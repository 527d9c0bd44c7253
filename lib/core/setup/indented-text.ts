/** A text that stands two columns in, between two line ends, as it is without them. */
export function indentedText(text: string): string {
  return text.replace(/^\n/, "").replaceAll(/^ {2}/gm, "");
}
