import type { Ran } from "./ran.ts";
import { type CutRedactor, rowText } from "./row-text.ts";
import { ROW_MAX_BYTES, TOOL_OUTPUT_MAX_BYTES } from "./tiers.ts";

/** What ran, and before which row it stands. */
export interface PlacedRan {
  readonly before: number;
  readonly ran: Ran;
}

interface Entry {
  readonly before: number;
  readonly callId: string | undefined;
  ran: Ran | undefined;
  readonly cost: number;
}

/** As much as the newest of what ran may take, in characters: some hundred long outputs, or ten thousand short ones. */
const WINDOW_CHARS = 8 * 1024 * 1024;
/**
 * An output that is longer is cut when it comes, which looks at its ends alone; all others at the end, when most are
 * known not to be needed: redacting them costs more than everything else.
 */
const KEPT_OUTPUT_CHARS = 256 * 1024;

/**
 * The newest of what ran in a session, in bounded memory, without secrets and cut as rows are.
 */
export class RanWindow {
  private readonly budget: number;
  private readonly redact: CutRedactor;
  private entries: Entry[] = [];
  private first = 0;
  private chars = 0;

  /** `budget`: what is handed over takes so many characters at most, as evidence does. */
  constructor(budget: number, redact: CutRedactor) {
    this.budget = budget;
    this.redact = redact;
  }

  /** Adds what stands before the row with this ordinal. */
  add(ran: Ran, callId: string | undefined, before: number): void {
    const kept = ran.kind === "command" && ran.output.length > KEPT_OUTPUT_CHARS ? this.cut(ran) : ran;
    const cost = costOf(kept);
    this.entries.push({ before, callId, ran: kept, cost });
    this.chars += cost;
    while (this.chars > WINDOW_CHARS && this.first < this.entries.length - 1) {
      this.chars -= this.entries[this.first]?.cost ?? 0;
      this.first += 1;
    }
    if (this.first > this.entries.length / 2) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
  }

  /** Takes out what was told of a call. */
  remove(callId: string): void {
    for (let at = this.entries.length - 1; at >= this.first; at -= 1) {
      const entry = this.entries[at];
      if (entry?.callId === callId) entry.ran = undefined;
    }
  }

  /** The newest that the budget has room for, oldest first. */
  rans(): PlacedRan[] {
    const placed: PlacedRan[] = [];
    let left = this.budget;
    for (let at = this.entries.length - 1; at >= this.first && left > 0; at -= 1) {
      const entry = this.entries[at];
      if (entry?.ran === undefined) continue;
      const ran = this.cut(entry.ran);
      left -= costOf(ran);
      placed.push({ before: entry.before, ran });
    }
    return placed.reverse();
  }

  private cut(ran: Ran): Ran {
    const short = (text: string, maxBytes = ROW_MAX_BYTES) => rowText({ tier: "tool", text, maxBytes }, this.redact);
    switch (ran.kind) {
      case "command":
        return { ...ran, command: short(ran.command), output: short(ran.output, TOOL_OUTPUT_MAX_BYTES) };
      case "mcp": {
        const text = short(JSON.stringify(ran.arguments ?? null));
        return { ...ran, server: short(ran.server), tool: short(ran.tool), arguments: argumentsIn(text) };
      }
      case "file_change":
        return { ...ran, path: short(ran.path) };
      case "web_search":
        return { ...ran, query: short(ran.query) };
    }
  }
}

/** Arguments that a redaction or a cut has broken are shown as the text that they have become. */
function argumentsIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function costOf(ran: Ran): number {
  switch (ran.kind) {
    case "command":
      return ENTRY_COST + ran.command.length + ran.output.length;
    case "mcp":
      return ENTRY_COST + JSON.stringify(ran.arguments ?? null).length;
    case "file_change":
      return ENTRY_COST + ran.path.length;
    case "web_search":
      return ENTRY_COST + ran.query.length;
  }
}

/** What an entry takes beside its texts. */
const ENTRY_COST = 200;
