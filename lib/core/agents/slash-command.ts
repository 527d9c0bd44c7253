/** A command of the client's own, without anything that a person added to it: `/model`. */
const SLASH_COMMAND = /^\s*\/[a-z][\w:-]*\s*$/;

/** Whether a message is nothing but a command of the client. A path has another slash, or words after it. */
export function isSlashCommand(text: string): boolean {
  return SLASH_COMMAND.test(text);
}
