import { type JsonObject, listOf, objectOf, stringOf } from "../../../text/json.ts";

/** The texts of a message's or output's content: images and audio as placeholders, encrypted content as nothing. */
export function partTexts(content: unknown): string[] {
  if (typeof content === "string") return [withoutUnreadable(content)];
  return listOf(content).flatMap((part) => partText(part) ?? []);
}

/** The text of one part; undefined for what has none. */
export function partText(part: unknown): string | undefined {
  if (typeof part === "string") return withoutUnreadable(part);
  const object = objectOf(part);
  return object === undefined ? undefined : textIn(object);
}

function textIn(part: JsonObject): string | undefined {
  const type = stringOf(part.type) ?? "";
  if (type.includes("image")) return IMAGE_OMITTED;
  if (type.includes("audio")) return AUDIO_OMITTED;
  const text = stringOf(part.text) ?? stringOf(part.refusal);
  return text === undefined ? undefined : withoutUnreadable(text);
}

const IMAGE_OMITTED = "[image omitted]";
const AUDIO_OMITTED = "[audio omitted]";
/** Media written out inside a text. Short ones are examples that somebody talks about. */
const DATA_URL = /data:(image|audio)\/[\w.+-]+(?:;[\w.+=-]+)*;base64,[A-Za-z0-9+/_=-]{100,}/g;

/** A text without what is no words in it: media that are written out, and what only the service can read. */
export function withoutUnreadable(text: string): string {
  const plain = text.includes("gAAAAA") ? text.replaceAll(FERNET, ENCRYPTED_OMITTED) : text;
  if (!plain.includes(";base64,")) return plain;
  return plain.replaceAll(DATA_URL, (_, kind: string) => (kind === "image" ? IMAGE_OMITTED : AUDIO_OMITTED));
}

/** A Fernet token: what agents tell each other, encrypted for the service. */
const FERNET = /\bgAAAAA[\w-]{20,}={0,2}/g;
const ENCRYPTED_OMITTED = "[encrypted omitted]";

/** Keys of bookkeeping: nothing in them is evidence. */
const BOOKKEEPING = new Set(["id", "call_id", "status", "encrypted_content", "execution"]);

/** Any JSON value as compact JSON without ids, status and encrypted content; a string as it is. */
export function compactJson(value: unknown): string {
  if (typeof value === "string") return withoutUnreadable(value);
  const text = JSON.stringify(value, (key, entry) => (BOOKKEEPING.has(key) ? undefined : entry));
  return withoutUnreadable(text ?? "");
}

/** Parameters that their key calls encrypted, in JSON, in JSON within JSON and in a script. */
const ENCRYPTED_VALUE =
  /((\\*["']?)\b(?:encrypted_\w+|\w*cipher_?text)\2\s*:\s*)(?:\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gi;

/** The arguments of a call without the ciphertext in them. */
export function withoutCiphertext(text: string): string {
  return /encrypted_|cipher_?text/i.test(text) ? text.replaceAll(ENCRYPTED_VALUE, `$1"${ENCRYPTED_OMITTED}"`) : text;
}
