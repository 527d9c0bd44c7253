/** CSI: colours, cursor; also its one-byte form. */
const CSI = "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]";
/** OSC (titles, links), DCS and their like: up to a bell or a string terminator. */
const STRINGS = "\\x1b[\\]PX^_][^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)";
/** Two or three bytes: character sets, keypad, saved cursor, reset. */
const SHORT = "\\x1b[ -/]+[0-~]|\\x1b[0-OQ-WYZ\\\\`-~]";
const SEQUENCE = new RegExp(`${STRINGS}|${CSI}|${SHORT}`, "g");
const RETURNS = /\r+(?=\n|$)/g;

/**
 * A text as it would be read on a terminal: whole ANSI escape sequences and carriage returns at line ends are taken
 * out. What is left of such characters has another meaning, or none.
 */
export function withoutTerminalCodes(text: string): string {
  const plain = text.includes("\x1b") || text.includes("\x9b") ? text.replaceAll(SEQUENCE, "") : text;
  return plain.includes("\r") ? plain.replaceAll(RETURNS, "") : plain;
}
