import { type JsonObject, listOf, objectOf, stringOf } from "../../../text/json.ts";
import { foldText } from "../../fold-text.ts";
import { withoutUnreadable } from "../evidence/content-parts.ts";

/** What a person sent, as an event says it: the twin of a response item of role `user`. */
export interface UserEvent {
  /** Its texts with white space folded, none of them empty. */
  readonly texts: readonly string[];
  readonly hasMedia: boolean;
}

/** The event of a `user_message` or of a completed `UserMessage`; undefined for any other payload. */
export function parseUserEvent(payload: JsonObject): UserEvent | undefined {
  if (payload.type === "user_message") {
    const media = [payload.images, payload.local_images, payload.audio, payload.local_audio];
    return userEvent(
      [payload.message],
      media.some((list) => listOf(list).length > 0),
    );
  }
  const item = payload.type === "item_completed" ? objectOf(payload.item) : undefined;
  if (item?.type !== "UserMessage") return undefined;
  const parts = listOf(item.content).map(objectOf);
  const types = parts.map((part) => stringOf(part?.type) ?? "");
  return userEvent(
    parts.map((part) => part?.text),
    types.some((type) => /image|audio/i.test(type)),
  );
}

function userEvent(texts: readonly unknown[], hasMedia: boolean): UserEvent {
  const folded = texts.map((text) => foldText(withoutUnreadable(stringOf(text) ?? "")));
  return { texts: folded.filter((text) => text !== ""), hasMedia };
}
