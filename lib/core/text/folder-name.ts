/**
 * The last part of a folder's path, on either kind of system, as it may be shown: letters of any script, digits, `.`,
 * `_`, `-`. `general` where nothing is left.
 */
export function folderName(path: string): string {
  const last = path.split(/[/\\]/).findLast((part) => part !== "" && !/^[A-Za-z]:$/.test(part)) ?? "";
  const name = last
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" || /^\.+$/.test(name) ? "general" : name.slice(0, FOLDER_NAME_MAX_CHARS);
}

/** No name that a person gave is longer; a sentence in a folder's name is. */
const FOLDER_NAME_MAX_CHARS = 60;
