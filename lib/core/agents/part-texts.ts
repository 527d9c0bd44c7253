import { listOf, objectOf, stringOf } from "../text/json.ts";

/** What stands for a picture and for sound. */
export const IMAGE_OMITTED = "[image omitted]";
const AUDIO_OMITTED = "[audio omitted]";
/** Media written out inside a text. Short ones are examples that somebody talks about. */
const DATA_URL = /data:(image|audio)\/[\w.+-]+(?:;[\w.+=-]+)*;base64,[A-Za-z0-9+/_=-]{100,}/g;

/** The texts of a message's content, which is a text, a list of parts or one part; media as placeholders. */
export function partTexts(content: unknown): string[] {
  if (typeof content === "string") return [withoutMedia(content)];
  const parts = Array.isArray(content) ? listOf(content) : [content];
  return parts.flatMap((part) => {
    if (typeof part === "string") return [withoutMedia(part)];
    const text = partText(part);
    return text === undefined ? [] : [text];
  });
}

/** The texts joined as one, without blank ones. */
export function joinedText(content: unknown): string {
  return partTexts(content)
    .filter((text) => text.trim() !== "")
    .join("\n");
}

function partText(value: unknown): string | undefined {
  const part = objectOf(value);
  if (part === undefined) return undefined;
  const mime = stringOf(objectOf(part.inlineData)?.mimeType) ?? stringOf(part.mimeType) ?? stringOf(part.mime) ?? "";
  const type = stringOf(part.type) ?? mime;
  if (type.includes("image") || mime.startsWith("image")) return IMAGE_OMITTED;
  if (type.includes("audio") || mime.startsWith("audio")) return AUDIO_OMITTED;
  const text = stringOf(part.text) ?? stringOf(part.refusal);
  return text === undefined ? undefined : withoutMedia(text);
}

/** A text with pictures and sound that are written out in it replaced. */
export function withoutMedia(text: string): string {
  if (!text.includes(";base64,")) return text;
  return text.replaceAll(DATA_URL, (_, kind: string) => (kind === "image" ? IMAGE_OMITTED : AUDIO_OMITTED));
}

/** Any JSON value as compact JSON, a string as it is; media as placeholders. */
export function compactValue(value: unknown): string {
  if (typeof value === "string") return withoutMedia(value);
  try {
    return withoutMedia(JSON.stringify(value) ?? "");
  } catch (error) {
    // A value can be parsed at any depth, but not written.
    if (error instanceof RangeError) return TOO_DEEP;
    throw error;
  }
}

const TOO_DEEP = "[nested too deeply]";

/** The value, or what stands for one that is nested too deeply to be written again. */
export function writableValue(value: unknown): unknown {
  return compactValue(value) === TOO_DEEP ? TOO_DEEP : value;
}
