import { ROW_MAX_BYTES, type Tier, TOOL_OUTPUT_MAX_BYTES } from "../../evidence/tiers.ts";
import type { AgentFormat } from "../agent-format.ts";
import { withoutOwnTexts } from "../own-texts.ts";
import { compactValue } from "../part-texts.ts";
import { type ToolUse, toolUse } from "../tools/tool-use.ts";
import type { AgentStep, StepPlace } from "./agent-step.ts";
import { KnownTurns } from "./known-turns.ts";
import { ranOf } from "./ran-of.ts";
import type { SessionEvent } from "./session-event.ts";

type EventOf<K extends SessionEvent["kind"]> = Extract<SessionEvent, { kind: K }>;

interface OpenCall {
  readonly name: string;
  readonly use: ToolUse;
  readonly byUser: boolean;
}

/** Calls that never came back are forgotten beyond this many: no product runs as many at once. */
const OPEN_CALLS = 1_000;

/**
 * Turns what the records of one session mean into its steps: who spoke in which tier, and what ran with which end. An
 * answer is held back until the next record tells whether the agent went on working; nothing else is kept but the calls
 * that have not come back.
 */
export class StepMaker {
  private readonly format: AgentFormat;
  private readonly sink: (step: AgentStep) => void;
  private readonly turns = new KnownTurns();
  private readonly calls = new Map<string, OpenCall>();
  private readonly done = new Set<string>();
  private readonly touched = new Set<string>();
  private readonly spoken = new Set<string>();
  private answer: { event: EventOf<"answer">; place: StepPlace } | undefined;

  constructor(format: AgentFormat, sink: (step: AgentStep) => void) {
    this.format = format;
    this.sink = sink;
  }

  take(event: SessionEvent, place: StepPlace): void {
    if (event.kind === "facts") return;
    // An answer that the person cut off is not the last word.
    if (!this.isSameMessage(event)) this.settleAnswer(event.kind === "stopped" ? "commentary" : "final");
    if (event.kind === "said") this.say(event, place);
    else if (event.kind === "answer") this.speak(event, place);
    else if (event.kind === "call") this.call(event, place);
    else if (event.kind === "output") this.output(event, place);
    else if (event.kind === "shell") this.shell(event, place);
    else if (event.kind === "report") this.row("other agent", event.text, place);
    else if (event.kind === "context") this.row("harness context", event.text, place);
    else this.sink({ kind: "stopped", how: event.how, place });
  }

  /** The transcript has come to an end. */
  end(): void {
    this.settleAnswer("final");
    this.calls.clear();
  }

  /** Whether this goes on with the message whose answer is held back. */
  private isSameMessage(event: SessionEvent): boolean {
    if (this.answer === undefined || (event.kind !== "answer" && event.kind !== "call")) return false;
    return event.messageId !== undefined && event.messageId === this.answer.event.messageId;
  }

  private say(event: EventOf<"said">, place: StepPlace): void {
    const text = withoutOwnTexts(event.text).trim();
    if (text === "" || !this.turns.isNew({ text, key: event.key, repeats: event.repeats })) return;
    const item = { tier: "human user" as const, text, maxBytes: ROW_MAX_BYTES };
    this.sink({ kind: "row", ...item, ...(event.key !== undefined && { key: event.key }), place });
  }

  private speak(event: EventOf<"answer">, place: StepPlace): void {
    if (event.text.trim() === "" || (event.whole && this.spoken.has(event.messageId ?? ""))) return;
    if (event.whole) this.answer = undefined;
    else this.settleAnswer("commentary");
    this.answer = { event, place };
    if (event.phase !== "open") this.settleAnswer(event.phase === "final" ? "final" : "commentary");
  }

  private settleAnswer(phase: "final" | "commentary"): void {
    const held = this.answer;
    this.answer = undefined;
    if (held === undefined) return;
    if (held.event.whole && held.event.messageId !== undefined) this.spoken.add(held.event.messageId);
    this.row(phase === "final" ? "assistant final" : "assistant commentary", held.event.text, held.place);
  }

  private call(event: EventOf<"call">, place: StepPlace): void {
    this.settleAnswer("commentary");
    const isLost = event.callId === "";
    if (!isLost && (this.calls.has(event.callId) || this.done.has(event.callId))) return;
    const use = toolUse(event.name, event.input, event.mcp ?? this.format.mcpName(event.name));
    if (!isLost) this.await(event.callId, { name: event.name, use, byUser: event.byUser === true });
    if (event.byUser === true) return;
    this.row("tool", `${event.name} ${compactValue(event.input)}`, place);
    if (use.kind === "search")
      this.sink({ kind: "ran", ran: { kind: "web_search", query: use.query }, tool: event.name, place });
    if (!isLost) return;
    const lost = { kind: "output", callId: "", text: "", end: "unknown" } as const;
    for (const ran of ranOf(use, lost, this.touched)) this.sink({ kind: "ran", ran, tool: event.name, place });
  }

  private await(callId: string, call: OpenCall): void {
    const oldest = this.calls.keys().next().value;
    if (this.calls.size >= OPEN_CALLS && oldest !== undefined) this.calls.delete(oldest);
    this.calls.set(callId, call);
  }

  private output(event: EventOf<"output">, place: StepPlace): void {
    if (this.done.has(event.callId)) return;
    const { name, use, byUser } = this.calls.get(event.callId) ?? UNKNOWN_CALL;
    this.calls.delete(event.callId);
    this.done.add(event.callId);
    if (byUser && use.kind === "command") {
      this.shell(shellEvent(use.commands, event), place);
      return;
    }
    const came = event.end === "ok";
    if (use.kind === "agent" && came && event.launched !== true) this.row("other agent", event.text, place);
    else if (use.kind === "ask" && came && event.text.trim() !== "") this.answered(use.question, event.text, place);
    else this.row("tool", event.text, place, TOOL_OUTPUT_MAX_BYTES);
    if (use.kind === "other" && use.reads !== undefined && came) {
      this.sink({ kind: "read", path: use.reads, tool: name, place });
    }
    for (const ran of ranOf(use, event, this.touched)) this.sink({ kind: "ran", ran, tool: name, place });
  }

  /** The person's answer to a question, with the question without which it would say nothing. */
  private answered(question: string, text: string, place: StepPlace): void {
    this.row("human user", question === "" ? text : `Question: ${question}\nAnswer: ${text}`, place);
  }

  private shell(event: EventOf<"shell">, place: StepPlace): void {
    const { command, output = "", exitCode } = event;
    this.row("harness context", `$ ${command}\n${output}`.trimEnd(), place, TOOL_OUTPUT_MAX_BYTES);
    const ran = { kind: "command", command, output, by: "user", ...(exitCode !== undefined && { exitCode }) } as const;
    this.sink({ kind: "ran", ran, place });
  }

  private row(tier: Tier, given: string, place: StepPlace, maxBytes = ROW_MAX_BYTES): void {
    const text = tier === "tool" ? given : withoutOwnTexts(given);
    if (text.trim() !== "") this.sink({ kind: "row", tier, text, maxBytes, place });
  }
}

const UNKNOWN_CALL: OpenCall = { name: "", use: { kind: "other" }, byUser: false };

function shellEvent(commands: readonly string[], { text, exitCode }: EventOf<"output">): EventOf<"shell"> {
  return { kind: "shell", command: commands.join("\n"), output: text, ...(exitCode !== undefined && { exitCode }) };
}
