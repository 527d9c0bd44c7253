import { ITEM_TYPES } from "./line-head.ts";

/** Of a line these are no evidence: time, types, ids and the bookkeeping of an item; more of it since lines have ordinals. */
const BOOKKEEPING_BYTES = 200;
const BOOKKEEPING_WITH_ORDINAL_BYTES = 520;
/** Where the key after the time begins: `{"timestamp":"2026-…Z","ordinal"`. */
const SECOND_KEY_AT = 41;
const LETTER_O = 0x6f;
/** No row of the evidence is larger (page 2 of the format's rules), whatever its line holds. */
const ROW_BYTES = 10_000;
const OUTPUT_BYTES = 8_000;
const EVIDENCE_TYPES: ReadonlySet<string> = new Set(ITEM_TYPES);
const ROLE = Buffer.from('"role":"');
/** A message's role stands among the first keys of its payload. */
const ROLE_WITHIN_BYTES = 256;
/** How the roles begin that are no one's words: `developer` and `system`. */
const LETTER_D = 0x64;
const LETTER_S = 0x73;

/** About how many bytes of evidence a line gives, without parsing it: for estimates, which a person reads as such. */
export function evidenceBytesOf(
  head: { readonly type: string; readonly payloadType: string },
  bytes: Buffer,
  start: number,
  end: number,
): number {
  if (head.type !== "response_item" || !EVIDENCE_TYPES.has(head.payloadType)) return 0;
  const hasOrdinal = bytes[start + SECOND_KEY_AT] === LETTER_O;
  const size = Math.max(0, end - start - (hasOrdinal ? BOOKKEEPING_WITH_ORDINAL_BYTES : BOOKKEEPING_BYTES));
  if (head.payloadType !== "message") {
    return Math.min(size, head.payloadType.endsWith("_output") ? OUTPUT_BYTES : ROW_BYTES);
  }
  const at = bytes.indexOf(ROLE, start);
  const letter = at < 0 || at > start + ROLE_WITHIN_BYTES ? undefined : bytes[at + ROLE.length];
  return letter === LETTER_D || letter === LETTER_S ? 0 : Math.min(size, ROW_BYTES);
}
