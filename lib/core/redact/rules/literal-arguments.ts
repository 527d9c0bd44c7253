import type { Report } from "../finding.ts";
import { judgeName } from "./values/key-names.ts";
import { isSecretLiteral } from "./values/literals.ts";

const PASSWORD = judgeName("password", () => "");
const IDENTIFIED_BY = /[ ]{1,4}(?:with[ ]['"\w]{1,40}[ ])?by[ ](?:password[ ])?(\\{0,15}["'])([^\s"'\\]{6,200})\1/iy;
const SECURE_STRING = /(?:[ ]{1,4}-(?:AsPlainText|Force|String))*[ ]{1,4}(\\{0,15}["'])([^\s"'\\$]{4,200})\1/iy;

/** Behind the word `IDENTIFIED` of SQL: `IDENTIFIED BY '…'`. */
export function findIdentifiedBy(text: string, end: number, report: Report): void {
  findLiteral(IDENTIFIED_BY, text, end, report);
}

/** Behind `ConvertTo-SecureString` of PowerShell: the literal that it makes one of. */
export function findSecureString(text: string, end: number, report: Report): void {
  findLiteral(SECURE_STRING, text, end, report);
}

function findLiteral(pattern: RegExp, text: string, end: number, report: Report): void {
  pattern.lastIndex = end;
  const match = pattern.exec(text);
  const value = match?.[2] ?? "";
  if (match === null || PASSWORD === undefined) return;
  if (!isSecretLiteral(value, PASSWORD, { quoted: true, link: "assigned" })) return;
  const start = end + match[0].length - (match[1] ?? "").length - value.length;
  report({ kind: "password", start, end: start + value.length });
}
