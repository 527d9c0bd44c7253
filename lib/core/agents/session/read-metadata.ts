import { type JsonObject, textOf } from "../../text/json.ts";
import type { AgentFormat } from "../agent-format.ts";
import { foldText } from "../fold-text.ts";
import { withoutOwnTexts } from "../own-texts.ts";
import { IMAGE_OMITTED } from "../part-texts.ts";
import { OWN_SERVER } from "../tools/mcp-name.ts";
import { toolUse } from "../tools/tool-use.ts";
import { EMPTY_STATE, IMAGE_ONLY, MAX_TURN_MARKS, type MetadataState, type TurnMark } from "./metadata-state.ts";
import type { SessionEvent, SessionFacts } from "./session-event.ts";

/** Titles and first messages are kept up to this length, in UTF-16 units. */
const SAID_MAX_CHARS = 20_000;

/** Takes a session's records one by one, and has its metadata at any time. */
export class MetadataReader {
  private readonly format: AgentFormat;
  private readonly latestMs: number;
  private state: { -readonly [K in keyof MetadataState]: MetadataState[K] };
  private readonly turns: TurnMark[];
  private readonly keys: Set<string>;

  /** `latestMs`: no record can be later. `seed`: what an earlier pass over the beginning kept. */
  constructor(format: AgentFormat, latestMs: number, seed: MetadataState = EMPTY_STATE) {
    this.format = format;
    this.latestMs = latestMs;
    this.state = { ...seed };
    this.turns = [...seed.turns];
    this.keys = new Set(seed.turns.map(({ key }) => key));
  }

  result(): MetadataState {
    return { ...this.state, turns: [...this.turns] };
  }

  /** Whether the person's first words and some facts are known. */
  knows(needs: readonly (keyof SessionFacts)[]): boolean {
    return this.state.firstSaid !== undefined && needs.every((fact) => this.state.facts[fact] !== undefined);
  }

  record(record: JsonObject): void {
    const { events, timeMs, copied } = this.format.read(record, this.state.facts);
    this.state.usable += 1;
    if (events === undefined) {
      this.state.unknown += 1;
      // A format that has moved is named by the version that its records bear, if nothing else of them is understood.
      this.learn({ clientVersion: textOf(record.version) });
    }
    this.sawTime(timeMs);
    for (const event of events ?? []) this.take(event, timeMs, copied);
  }

  /** A record of which only the time is wanted. */
  passed(timeMs: number | undefined): void {
    this.state.usable += 1;
    this.sawTime(timeMs);
  }

  /** A record that cannot be read: no JSON object, not UTF-8, too long. */
  skipped(): void {
    this.state.skipped += 1;
  }

  private take(event: SessionEvent, timeMs: number | undefined, copied: true | undefined): void {
    if (event.kind === "facts") this.learn(event.facts);
    else if (event.kind === "said") this.say(event, timeMs, copied);
    else if (event.kind === "call" && this.state.external !== true) {
      const use = toolUse(event.name, event.input, event.mcp ?? this.format.mcpName(event.name));
      if (use.kind === "search" || (use.kind === "mcp" && use.server !== OWN_SERVER)) this.state.external = true;
    }
  }

  private learn(facts: SessionFacts): void {
    if (facts.title === undefined && isIn(this.state.facts, facts)) return;
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    this.state.facts = {
      ...Object.fromEntries(known),
      ...this.state.facts,
      ...(facts.title && { title: facts.title }),
    };
  }

  private say(event: Extract<SessionEvent, { kind: "said" }>, timeMs: number | undefined, copied: true | undefined) {
    const text = withoutOwnTexts(event.text).trim();
    if (text === "") return;
    const key = event.key ?? foldText(text).slice(0, 200);
    if (this.keys.has(key) || (event.repeats && this.state.firstSaid !== undefined)) return;
    if (event.channel === "cli") this.state.typed = true;
    if (event.channel === "exec") this.state.piped = true;
    const said = isImagesOnly(text) ? IMAGE_ONLY : text.slice(0, SAID_MAX_CHARS);
    this.state.firstSaid ??= said;
    if (copied !== true) this.state.firstOwnSaid ??= said;
    if (event.key === undefined || this.turns.length >= MAX_TURN_MARKS) return;
    this.keys.add(key);
    this.turns.push({ key, ...(timeMs !== undefined && { timeMs }), ...(copied && { copied }) });
  }

  private sawTime(timeMs: number | undefined): void {
    if (timeMs === undefined) return;
    if (timeMs > this.latestMs) {
      this.state.future = true;
      return;
    }
    this.state.firstMs ??= timeMs;
    if (this.state.newestMs === undefined || timeMs > this.state.newestMs) this.state.newestMs = timeMs;
  }
}

/** Whether nothing is said that is not known: nearly every record repeats what the first ones said. */
function isIn(known: SessionFacts, facts: SessionFacts): boolean {
  for (const name in facts) if (!(name in known)) return false;
  return true;
}

function isImagesOnly(text: string): boolean {
  return text.startsWith(IMAGE_OMITTED) && text.replaceAll(IMAGE_OMITTED, "").trim() === "";
}
