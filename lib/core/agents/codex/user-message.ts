import { type JsonObject, listOf, stringOf } from "../../text/json.ts";

/** Editors put context before a request and this line between the two. */
const REQUEST_MARKER = "## My request for Codex:";
/** Stands for a message that has images and no words. */
const IMAGE_ONLY = "[Image]";

/** What an `event_msg` of type `user_message` gives a thread. */
export interface UserMessage {
  readonly preview: string;
  /** Undefined when the person sent images only. */
  readonly title: string | undefined;
}

/** Reads the payload of a `user_message`; undefined when there is nothing in it. */
export function parseUserMessage(payload: JsonObject): UserMessage | undefined {
  const message = stringOf(payload.message) ?? "";
  const marker = message.indexOf(REQUEST_MARKER);
  const text = (marker < 0 ? message : message.slice(marker + REQUEST_MARKER.length)).trim();
  if (text !== "") return { preview: text, title: text };
  const images = listOf(payload.images).length + listOf(payload.local_images).length;
  return images > 0 ? { preview: IMAGE_ONLY, title: undefined } : undefined;
}
