/** JSON as a person would write it into a configuration file. */
export function jsonSnippet(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
