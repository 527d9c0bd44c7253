import type { Report } from "../finding.ts";
import { judgeName } from "./values/key-names.ts";
import { isSecretLiteral } from "./values/literals.ts";

/** Flags of commands that read a secret from standard input. */
const STDIN_FLAGS = ["--password-stdin", "--with-token"];
const PIPED =
  /(?:echo|printf|cat[ ]?<<<)[ ]+(?:-[neE]+[ ]+)?(?:'%s(?:\\n)?'[ ]+)?(\\{0,15}["']?)([^\s"'|\\]{6,400})\1[ ]*\|[^|\n]*$/;
const REACH = 600;
const TOKEN_NAME = judgeName("password", "");

/** What is piped into a command that asks for a secret: `echo … | docker login --password-stdin`. */
export function findPipedSecrets(text: string, from: number, to: number, report: Report): void {
  if (TOKEN_NAME === undefined) return;
  for (const flag of STDIN_FLAGS) {
    for (let at = text.indexOf(flag, from); at >= 0 && at < to; at = text.indexOf(flag, at + flag.length)) {
      const first = Math.max(0, at - REACH);
      const match = PIPED.exec(text.slice(first, at));
      const value = match?.[2] ?? "";
      if (match === null || !isSecretLiteral(value, TOKEN_NAME, { quoted: true, link: "assigned" })) continue;
      const start = first + match.index + match[0].indexOf(value, match[0].indexOf(" "));
      report({ kind: "piped_secret", start, end: start + value.length });
    }
  }
}

const IDENTIFIED_BY = /[ ]{1,4}(?:with[ ]['"\w]{1,40}[ ])?by[ ](?:password[ ])?(\\{0,15}["'])([^\s"'\\]{6,200})\1/iy;

/** Behind the word `IDENTIFIED` of SQL: `IDENTIFIED BY '…'`. */
export function findIdentifiedBy(text: string, end: number, report: Report): void {
  IDENTIFIED_BY.lastIndex = end;
  const match = IDENTIFIED_BY.exec(text);
  const value = match?.[2] ?? "";
  if (match === null || TOKEN_NAME === undefined) return;
  if (!isSecretLiteral(value, TOKEN_NAME, { quoted: true, link: "assigned" })) return;
  const start = end + match[0].length - (match[1] ?? "").length - value.length;
  report({ kind: "password", start, end: start + value.length });
}
