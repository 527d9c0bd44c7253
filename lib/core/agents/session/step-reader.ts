import type { JsonObject } from "../../text/json.ts";
import type { AgentFormat } from "../agent-format.ts";
import type { RecordSink } from "../record-lines.ts";
import type { AgentStep } from "./agent-step.ts";
import type { SessionFacts } from "./session-event.ts";
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
  private readonly ids: Set<string> | undefined;
  private usable = 0;
  private unknown = 0;
  private unreadable = 0;

  /** `files`: a session in several files has records in more than one of them, each to be read once. */
  constructor(format: AgentFormat, sink: (step: AgentStep) => void, files: "one" | "several") {
    this.format = format;
    this.ids = files === "several" ? new Set() : undefined;
    this.maker = new StepMaker(format, sink);
  }

  record(record: JsonObject, line: number): void {
    this.usable += 1;
    const { events, timeMs, id, copied } = this.format.read(record, this.facts);
    if (id !== undefined && this.ids !== undefined) {
      if (this.ids.has(id)) return;
      this.ids.add(id);
    }
    if (events === undefined) this.unknown += 1;
    for (const event of events ?? []) {
      if (event.kind === "facts") this.facts = { ...event.facts, ...this.facts };
      else this.maker.take(event, { line, timeMs, copied: copied === true });
    }
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
