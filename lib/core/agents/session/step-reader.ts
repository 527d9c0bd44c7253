import type { JsonObject } from "../../text/json.ts";
import type { AgentFormat } from "../agent-format.ts";
import type { RecordSink } from "../record-lines.ts";
import type { AgentStep } from "./agent-step.ts";
import type { SessionEvent, SessionFacts } from "./session-event.ts";
import { StepMaker } from "./step-maker.ts";

/** How much of a session could be used. */
export interface StepCounts {
  readonly usable: number;
  readonly unknown: number;
  readonly skipped: number;
  /** What is known of it as a whole. */
  readonly facts: SessionFacts;
}

/** Takes a session's records one by one and gives its steps in their order. */
export class StepReader implements RecordSink {
  private readonly format: AgentFormat;
  private readonly maker: StepMaker;
  private facts: SessionFacts = {};
  private readonly files: "one" | "several";
  /** Records by id, with what each came to. */
  private readonly ids = new Map<string, string>();
  private usable = 0;
  private unknown = 0;
  private unreadable = 0;

  /** `files`: a session in several files has records in more than one of them, each to be read once. */
  constructor(format: AgentFormat, sink: (step: AgentStep) => void, files: "one" | "several") {
    this.format = format;
    this.files = files;
    this.maker = new StepMaker(format, sink);
  }

  record(record: JsonObject, line: number, byte?: number): void {
    this.usable += 1;
    const { events, timeMs, id, copied } = this.format.read(record, this.facts);
    if (id !== undefined && this.isKnown(id, events ?? [])) return;
    if (events === undefined) this.unknown += 1;
    for (const event of events ?? []) {
      if (event.kind === "facts") this.facts = { ...event.facts, ...this.facts };
      else this.maker.take(event, { line, byte, timeMs, copied: copied === true });
    }
  }

  /** Whether a record was read before: in one file the same again, in another whatever has its id. */
  private isKnown(id: string, events: readonly SessionEvent[]): boolean {
    const outline = events.map((event) => `${event.kind} ${"text" in event ? event.text.length : 0}`).join();
    const before = this.ids.get(id);
    if (before !== undefined && (this.files === "several" || before === outline)) return true;
    this.ids.set(id, outline);
    return false;
  }

  passed(): void {
    this.usable += 1;
  }

  skipped(): void {
    this.unreadable += 1;
  }

  /** Ends the session: what was held back follows. */
  end(): StepCounts {
    this.maker.end();
    return { usable: this.usable, unknown: this.unknown, skipped: this.unreadable, facts: this.facts };
  }
}
