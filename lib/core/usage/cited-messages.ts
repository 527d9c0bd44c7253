import type { Citation } from "../citations/citation.ts";
import { parseCitation } from "../citations/citation-scanner.ts";
import { readMemoryCitation } from "../citations/memory-citation.ts";
import { type JsonObject, listOf, objectOf, stringOf } from "../text/json.ts";

/** An assistant message that cites memory. */
export interface CitedMessage<Place> {
  readonly text: string;
  readonly citation: Citation;
  readonly place: Place;
}

/**
 * Finds the assistant messages that cite memory: by the block in their text, or by the citation that their event
 * keeps beside a text without it. The event comes right before its message, or right after it; the two are one message.
 */
export class CitedMessages<Place> {
  private readonly found: (message: CitedMessage<Place>) => void;
  private waiting: CitedMessage<Place> | undefined;
  /** What the message right before shows, when it was one that cites. */
  private told: string | undefined;

  constructor(found: (message: CitedMessage<Place>) => void) {
    this.found = found;
  }

  /** An event has told of a message that is still to come: the next one has to be looked at. */
  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  /** An `agent_message`, or a completed `AgentMessage`. */
  event(payload: JsonObject, place: Place): void {
    const item = payload.type === "item_completed" ? objectOf(payload.item) : payload;
    if (item?.type !== "AgentMessage" && item?.type !== "agent_message") return;
    this.flush();
    const text = stringOf(item.message) ?? textsOf(item.content);
    const citation = readMemoryCitation(item.memory_citation) ?? parseCitation(text);
    const isTold = this.told !== undefined && visible(text) === this.told;
    this.told = undefined;
    if (citation !== undefined && !isTold) this.waiting = { text, citation, place };
  }

  /** A `message`. */
  item(payload: JsonObject, place: Place): void {
    this.told = undefined;
    if (payload.role !== "assistant") {
      this.flush();
      return;
    }
    const text = textsOf(payload.content);
    const citation = parseCitation(text);
    const told = this.waiting !== undefined && visible(text) === visible(this.waiting.text) ? this.waiting : undefined;
    if (told === undefined) this.flush();
    this.waiting = undefined;
    const cited = citation ?? told?.citation;
    if (cited === undefined) return;
    if (told === undefined) this.told = visible(text);
    this.found({ text, citation: cited, place });
  }

  /** No message comes for the last event any more. */
  flush(): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) this.found(waiting);
  }
}

function textsOf(content: unknown): string {
  return listOf(content)
    .map((part) => stringOf(objectOf(part)?.text) ?? "")
    .join("");
}

const BLOCK = /<oai-mem-citation>[\s\S]*?(?:<\/oai-mem-citation>|$)/g;

/** What both forms of a message show: without its block, white space aside. */
function visible(text: string): string {
  return text.replaceAll(BLOCK, "").replaceAll(/\s+/g, "");
}
