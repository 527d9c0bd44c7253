import type { Ran } from "../../../evidence/ran.ts";
import { type JsonObject, objectOf, stringOf } from "../../../text/json.ts";
import { searchText } from "../evidence/tool-text.ts";
import { isOpenEnded, ranOfOutput } from "./call-end.ts";
import { COMPUTED_COMMAND, type PlannedCall, plannedCall } from "./planned-runs.ts";
import { structuredRan } from "./structured-item.ts";
import { userCommand } from "./user-command.ts";

/** By which call something ran, and where it was called. */
export interface RanCall<At> {
  readonly id: string | undefined;
  /** The name of the tool, the same in code mode and outside. */
  readonly tool: string;
  readonly at: At;
}

/** Takes what ran, as it is found. */
export interface RanSink<At> {
  ran(ran: Ran, call: RanCall<At>): void;
  /** What was told of this call before was only its beginning. */
  replaced(callId: string): void;
}

/** Calls without an output are few; more than this have been given up. */
const MAX_OPEN = 64;
const MAX_KNOWN = 1_024;

interface OpenCall<At> extends PlannedCall {
  readonly at: At;
  /** A structured item has said what it did. */
  isTold: boolean;
}

/**
 * What a session ran, from structured items where there are any, else from calls and their outputs. Payloads come in
 * the order of the transcript, each with the place where it stands.
 */
export class RanReader<At> {
  private readonly sink: RanSink<At>;
  private readonly open = new Map<string, OpenCall<At>>();
  /** Calls that structured items have told of, and calls that had not ended with their output. */
  private readonly told = new Set<string>();
  private readonly unfinished = new Set<string>();
  /** Searches told by an event and not yet by their item, and the other way round. */
  private readonly searches = { event: new Map<string, number>(), item: new Map<string, number>() };
  /** The transcript has items for what ran: a call without one did not run. */
  private isStructured = false;

  /** Whether outputs say anything that is not known already. */
  get needsOutputs(): boolean {
    return !this.isStructured;
  }

  constructor(sink: RanSink<At>) {
    this.sink = sink;
  }

  /** An `event_msg`. */
  event(payload: JsonObject, at: At): void {
    const structured = structuredRan(payload);
    if (structured === undefined) return;
    const { callId, rans } = structured;
    const itemType = objectOf(payload.item)?.type;
    if (itemType === "CommandExecution" || itemType === "McpToolCall") this.isStructured = true;
    if (callId !== undefined && this.unfinished.delete(callId)) this.sink.replaced(callId);
    const call = callId === undefined ? undefined : this.open.get(callId);
    this.mark(callId);
    for (const ran of rans) {
      const isNew = ran.kind !== "web_search" || this.isNewSearch("event", ran.query);
      const tool = call === undefined || call.isScript ? toolOf(ran) : call.tool;
      if (isNew) this.sink.ran(ran, { id: callId, tool, at: call?.at ?? at });
    }
  }

  /** A `response_item`. */
  item(payload: JsonObject, at: At): void {
    if (payload.type === "message") {
      this.message(payload, at);
      return;
    }
    if (payload.type === "web_search_call") {
      const query = searchText(objectOf(payload.action) ?? {});
      const ran = { kind: "web_search", query } as const;
      if (this.isNewSearch("item", query)) this.sink.ran(ran, { id: undefined, tool: toolOf(ran), at });
      return;
    }
    const callId = stringOf(payload.call_id) ?? stringOf(payload.id) ?? "";
    const call = plannedCall(payload);
    if (call === undefined) {
      this.output(callId, payload);
      return;
    }
    this.leave(callId);
    this.open.set(callId, { ...call, at, isTold: this.told.has(callId) });
    const [oldest] = this.open.keys();
    if (this.open.size > MAX_OPEN && oldest !== undefined) this.leave(oldest);
  }

  /** The transcript ends: what has no output by now has begun, and nobody knows how it went on. */
  finish(): void {
    for (const callId of [...this.open.keys()]) this.leave(callId);
  }

  /** A call whose output does not come any more. */
  private leave(callId: string): void {
    const call = this.open.get(callId);
    this.open.delete(callId);
    if (call === undefined || call.isTold || this.isStructured) return;
    for (const run of call.runs()) {
      if (run.kind !== "command" || run.command === COMPUTED_COMMAND) continue;
      const ran = { ...run, output: "", by: "agent" } as const;
      this.sink.ran(ran, { id: callId, tool: call.isScript ? toolOf(ran) : call.tool, at: call.at });
    }
  }

  private output(callId: string, payload: JsonObject): void {
    const call = this.open.get(callId);
    if (call === undefined) return;
    this.open.delete(callId);
    if (call.isTold || this.isStructured) return;
    for (const ran of ranOfOutput(call, payload)) {
      this.sink.ran(ran, { id: callId, tool: call.isScript ? toolOf(ran) : call.tool, at: call.at });
      if (isOpenEnded(ran)) remember(this.unfinished, callId);
    }
  }

  /** A command of the person, as versions without items for it wrote it. */
  private message(payload: JsonObject, at: At): void {
    const ran = payload.role === "user" && !this.isStructured ? userCommand(payload) : undefined;
    if (ran !== undefined) this.sink.ran(ran, { id: undefined, tool: toolOf(ran), at });
  }

  /** An item has the id of its call; within a script it has none, and belongs to whatever script is open. */
  private mark(callId: string | undefined): void {
    if (callId === undefined) return;
    remember(this.told, callId);
    const own = this.open.get(callId);
    if (own !== undefined) own.isTold = true;
    else for (const call of this.open.values()) if (call.isScript) call.isTold = true;
  }

  private isNewSearch(from: "event" | "item", query: string): boolean {
    const other = this.searches[from === "event" ? "item" : "event"];
    const waiting = other.get(query) ?? 0;
    if (waiting > 0) {
      other.set(query, waiting - 1);
      return false;
    }
    const own = this.searches[from];
    if (own.size > MAX_KNOWN) own.clear();
    own.set(query, (own.get(query) ?? 0) + 1);
    return true;
  }
}

/** What a tool is called where only the transcript's items know of its call. */
function toolOf(ran: Ran): string {
  switch (ran.kind) {
    case "command":
      return ran.by === "user" ? "user_shell" : "exec_command";
    case "mcp":
      return `${ran.server}.${ran.tool}`;
    case "file_change":
      return "apply_patch";
    case "web_search":
      return "web_search";
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > MAX_KNOWN && oldest !== undefined) ids.delete(oldest);
}
