/** `1 memory`, `7 memories`: how many there are, or how long a list is. */
export function count(what: number | readonly unknown[], one: string, many = `${one}s`): string {
  const number = typeof what === "number" ? what : what.length;
  return `${number} ${number === 1 ? one : many}`;
}
