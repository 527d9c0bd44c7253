import { type JsonObject, listOf, objectOf, stringOf } from "../../../text/json.ts";
import { partText } from "../evidence/content-parts.ts";
import { isInjected } from "./known-wrappers.ts";

/** Who wrote a part of a message of role `user`. */
export type Speaker = "person" | "harness";

/** A part of a message of role `user`. */
export interface UserPart {
  readonly text: string;
  /** An image or audio, and the tags around it: it goes with the words that it was sent with. */
  readonly isMedia: boolean;
  /** What the transcript itself says of the part; undefined where it says nothing. */
  readonly declared: Speaker | undefined;
}

/** The parts of a `message` of role `user`, without instructions, skills and what is blank. */
export function userParts(payload: JsonObject): UserPart[] {
  const content = typeof payload.content === "string" ? [payload.content] : listOf(payload.content);
  const speakers = declaredSpeakers(payload, content.length);
  return content.flatMap((part, index): UserPart[] => {
    const text = partText(part);
    if (text === undefined || text.trim() === "" || isInjected(text)) return [];
    return [{ text, isMedia: isMediaType(part) || MEDIA_TAG.test(text), declared: speakers[index] }];
  });
}

const MEDIA_TAG = /^\s*<\/?(?:image|audio|local_image|local_audio)(?: [^>\n]*)?>\s*$/;

function isMediaType(part: unknown): boolean {
  return /image|audio/.test(stringOf(objectOf(part)?.type) ?? "");
}

/** What kinds and provenance say of each part; where they are fewer or more than the parts, what all of them say. */
function declaredSpeakers(payload: JsonObject, count: number): (Speaker | undefined)[] {
  const passthrough = objectOf(payload.internal_chat_message_metadata_passthrough);
  const kinds = passthrough?.content_item_kinds;
  const metadata = listOf(passthrough?.content_item_metadata);
  const byKind = Array.isArray(kinds) ? spread(kinds.map(speakerOfKind), count, "harness") : [];
  const byOrigin = spread(metadata.map(speakerOfOrigin), count, undefined);
  return Array.from({ length: count }, (_, index) => byKind[index] ?? byOrigin[index]);
}

function speakerOfKind(kind: unknown): Speaker {
  return stringOf(kind)?.startsWith("user.") ? "person" : "harness";
}

function speakerOfOrigin(entry: unknown): Speaker | undefined {
  const type = stringOf(objectOf(objectOf(entry)?.provenance)?.type);
  if (type === undefined) return undefined;
  return type === "user" ? "person" : "harness";
}

function spread(
  said: readonly (Speaker | undefined)[],
  count: number,
  ofNone: Speaker | undefined,
): readonly (Speaker | undefined)[] {
  if (said.length === count) return said;
  const [first = ofNone] = said;
  return Array.from({ length: count }, () => (said.every((one) => one === said[0]) ? first : undefined));
}
