import { type JsonObject, objectOf, stringOf, textOf } from "../../text/json.ts";
import { timeOf } from "../record-values.ts";

/** An event of the session's own agent, with its data. */
export interface CopilotEvent {
  readonly type: string;
  readonly data: JsonObject;
  readonly id: string | undefined;
  /** Written by a sub-agent. */
  readonly isSubagent: boolean;
}

/** Reads a line; undefined when it is no event. */
export function copilotEvent(record: JsonObject): CopilotEvent | undefined {
  const type = stringOf(record.type);
  const data = objectOf(record.data);
  if (type === undefined || data === undefined) return undefined;
  return { type, data, id: textOf(record.id), isSubagent: record.agentId !== undefined && record.agentId !== null };
}

/** Families of events that mean nothing here: bookkeeping, and copies of what other events say. */
const ASIDE =
  /^(?:session|model|system|hook|subagent|skill|mcp|external_tool|command|capabilities|pending_messages|sampling|elicitation|user_input|auto_mode_switch|exit_plan_mode|commands|assistant\.(?:turn_|intent|usage|reasoning|streaming|message_|idle))/;

/** Whether an event's type is known to mean nothing here. */
export function isAside(type: string): boolean {
  return ASIDE.test(type) || type === "permission.requested";
}

/** What `session.start` and `session.resume` say of the session. */
export function startFacts(data: JsonObject) {
  const context = objectOf(data.context);
  return {
    nativeId: textOf(data.sessionId),
    cwd: textOf(context?.cwd),
    branch: textOf(context?.branch),
    clientVersion: textOf(data.copilotVersion),
    model: textOf(data.selectedModel),
    createdMs: timeOf(data.startTime),
  };
}
