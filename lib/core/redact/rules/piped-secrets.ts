import type { Report } from "../finding.ts";
import { isPlaceholder, isReference } from "./values/placeholders.ts";

/** What is written to a pipe: the literal behind `echo` or `printf`, up to the `|` before the command. */
const PIPED =
  /(?:echo|printf|cat[ ]?<<<|Write-Output)[ ]+(?:-[neE]+[ ]+)?(?:(\\{0,15}["'])%s(?:\\{1,15}n)*\1[ ]+)?(\\{0,15}["']?)([^\s"'|\\`]{4,400})(?:\\{1,15}n)*\2[ ]*\|[^|\n]{0,240}$/;
const HERE_STRING = /[^|\n;&]{0,240}?<<<[ ]*(\\{0,15}["']?)([^\s"'|\\`<>]{4,400})\1/y;
const NET_USE =
  /net use[ ][^\n|;&]{0,240}?[/-]user:[^\s]{1,120}[ ]+(\\{0,15}["']?)([^\s"'|\\`/]{4,200})\1(?=[\s"'\\]|$)/iy;
const NET_USE_BEFORE =
  /net use[ ](?:[A-Z*]:?[ ]+)?\\{2,16}[^\s]{1,160}[ ]+(\\{0,15}["']?)([^\s"'|\\`/*]{4,200})\1[ ]+[/-]user:/iy;
/** How far before the command its input is looked for. */
const REACH = 600;

/** Commands that read a secret from standard input, by the word in them and what stands around it. */
const READERS: readonly { readonly word: string; readonly before: string; readonly written: string }[] = [
  { word: "pass", before: "--", written: "--password-stdin" },
  { word: "token", before: "--with-", written: "--with-token" },
  { word: "pass", before: "ch", written: "chpasswd" },
];
/** `sudo -S` with any options before or joined to it. */
const SUDO_STDIN = /sudo[ ](?:-[A-RT-Za-z]+(?:[ ]+(?:""|''|[\w.-]+))?[ ]+){0,4}(?:-[A-Za-z]*S|--stdin)\b/y;

/**
 * Passwords handed to a command through a pipe or a here-string, by the word at `at`: `echo … | sudo -S`,
 * `… | chpasswd`, `… | docker login --password-stdin`, `sudo -S … <<< …`, and the one behind `net use … /user:…`.
 */
export function findPipedAt(text: string, at: number, word: string, report: Report): void {
  if (word === "net use") {
    findMatched(NET_USE, text, at, report);
    findMatched(NET_USE_BEFORE, text, at, report);
    return;
  }
  if (word === "sudo") {
    SUDO_STDIN.lastIndex = at;
    if (SUDO_STDIN.test(text)) findInput(text, at, report);
    return;
  }
  for (const reader of READERS) {
    const start = at - reader.before.length;
    if (reader.word === word && text.startsWith(reader.written, start)) findInput(text, start, report);
  }
}

function findInput(text: string, command: number, report: Report): void {
  const first = Math.max(0, command - REACH);
  const before = text.slice(first, command);
  const match = before.includes("|") ? PIPED.exec(before) : null;
  const value = match?.[3] ?? "";
  if (match !== null) {
    const start = first + match.index + match[0].lastIndexOf(value, match[0].lastIndexOf("|"));
    reportSecret(start, value, report);
  }
  findMatched(HERE_STRING, text, command, report);
}

/** A pattern whose second group is the password and ends the match, but for the quote and what looks ahead. */
function findMatched(pattern: RegExp, text: string, at: number, report: Report): void {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  const value = match?.[2] ?? "";
  if (match === null) return;
  reportSecret(at + match[0].lastIndexOf(value), value, report);
}

/** `user:password` for `chpasswd`: the name stays. */
function reportSecret(at: number, value: string, report: Report): void {
  const joint = value.indexOf(":");
  const start = joint < 0 ? 0 : joint + 1;
  const secret = value.slice(start);
  if (secret.length < 4 || isPlaceholder(secret) || isReference(secret)) return;
  report({ kind: "piped_secret", start: at + start, end: at + value.length });
}
