import { type JsonObject, listOf, objectOf, stringOf } from "../../text/json.ts";

/** The texts of a message's or output's content: images and audio as placeholders, encrypted content as nothing. */
export function partTexts(content: unknown): string[] {
  if (typeof content === "string") return [withoutMedia(content)];
  return listOf(content).flatMap((part) => {
    if (typeof part === "string") return [withoutMedia(part)];
    const object = objectOf(part);
    const text = object === undefined ? undefined : partText(object);
    return text === undefined ? [] : [text];
  });
}

function partText(part: JsonObject): string | undefined {
  const type = stringOf(part.type) ?? "";
  if (type.includes("image")) return IMAGE_OMITTED;
  if (type.includes("audio")) return AUDIO_OMITTED;
  const text = stringOf(part.text) ?? stringOf(part.refusal);
  return text === undefined ? undefined : withoutMedia(text);
}

const IMAGE_OMITTED = "[image omitted]";
const AUDIO_OMITTED = "[audio omitted]";
/** Media written out inside a text. Short ones are examples that somebody talks about. */
const DATA_URL = /data:(image|audio)\/[\w.+-]+(?:;[\w.+=-]+)*;base64,[A-Za-z0-9+/_=-]{100,}/g;

function withoutMedia(text: string): string {
  if (!text.includes(";base64,")) return text;
  return text.replaceAll(DATA_URL, (_, kind: string) => (kind === "image" ? IMAGE_OMITTED : AUDIO_OMITTED));
}

/** Keys of bookkeeping: nothing in them is evidence. */
const BOOKKEEPING = new Set(["id", "call_id", "status", "encrypted_content", "execution"]);

/** Any JSON value as compact JSON without ids, status and encrypted content; a string as it is. */
export function compactJson(value: unknown): string {
  if (typeof value === "string") return withoutMedia(value);
  const text = JSON.stringify(value, (key, entry) => (BOOKKEEPING.has(key) ? undefined : entry));
  return withoutMedia(text ?? "");
}
