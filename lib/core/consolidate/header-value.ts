/** A value shown on one header line of a generated file: control characters, line ends too, become U+FFFD. */
export function headerValue(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}
