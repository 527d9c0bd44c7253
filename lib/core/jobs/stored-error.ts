import { STORED_ERROR_MAX_CHARS } from "../constants.ts";
import { redactText } from "../redact/redact.ts";

/**
 * The text of an error as a row may hold it: secrets replaced, on one line, at most 500 characters. Redacted before
 * it is cut, so that no cut halves a secret out of the rules' reach; control characters become spaces.
 */
export function storedError(text: string): string {
  const line = redactText(text)
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length <= STORED_ERROR_MAX_CHARS
    ? line
    : `${characters.slice(0, STORED_ERROR_MAX_CHARS - 1).join("")}…`;
}
