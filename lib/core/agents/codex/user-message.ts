import { type JsonObject, listOf, objectOf, stringOf } from "../../text/json.ts";

/** Editors put context before a request and this line between the two. */
const REQUEST_MARKER = "## My request for Codex:";
/** Stands for a message that has images and no words. */
const IMAGE_ONLY = "[Image]";
/** Types of the parts of a `UserMessage` item that are pictures. */
const IMAGE_PARTS: ReadonlySet<unknown> = new Set(["image", "local_image"]);

/** What a message of the person gives a thread. */
export interface UserMessage {
  readonly preview: string;
  /** Undefined when the person sent images only. */
  readonly title: string | undefined;
}

/** Reads the payload of a `user_message` event (legacy form); undefined when there is nothing in it. */
export function parseUserMessage(payload: JsonObject): UserMessage | undefined {
  const images = listOf(payload.images).length + listOf(payload.local_images).length;
  return userMessage(stringOf(payload.message) ?? "", images > 0);
}

/** Reads a `UserMessage` item (paginated form); undefined when there is nothing in it. */
export function parseUserItem(item: JsonObject): UserMessage | undefined {
  const parts = listOf(item.content).map((part) => objectOf(part) ?? {});
  const text = parts.map((part) => (part.type === "text" ? (stringOf(part.text) ?? "") : "")).join("");
  const hasImage = parts.some((part) => IMAGE_PARTS.has(part.type));
  return userMessage(text, hasImage);
}

function userMessage(message: string, hasImage: boolean): UserMessage | undefined {
  const marker = message.indexOf(REQUEST_MARKER);
  const text = (marker < 0 ? message : message.slice(marker + REQUEST_MARKER.length)).trim();
  if (text !== "") return { preview: text, title: text };
  return hasImage ? { preview: IMAGE_ONLY, title: undefined } : undefined;
}
