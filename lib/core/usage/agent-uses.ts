import { createHash } from "node:crypto";
import type { RecordAgent } from "../agents/formats.ts";
import type { AgentStep, StepPlace } from "../agents/session/agent-step.ts";
import type { SessionFacts } from "../agents/session/session-event.ts";
import { threadIdOf } from "../agents/thread-id.ts";
import { parseCitation } from "../citations/citation-scanner.ts";
import { rfc3339 } from "../text/time.ts";
import { hashOfCall } from "./hash-of-call.ts";
import { kindsOfRan } from "./kinds-of-ran.ts";
import { memoryKindOf } from "./memory-kind.ts";
import { numberUses } from "./number-uses.ts";
import type { CitingLine, ReadingLine, SessionUses, UseWishes } from "./session-uses.ts";

type Used = Extract<AgentStep, { kind: "ran" | "read" }>;
type Citing = Omit<CitingLine, "occurrence">;

/** Takes the steps of a session of an agent other than Codex, and knows at the end how it used its memory. */
export interface AgentUseReader {
  readonly take: (step: AgentStep) => void;
  /** `key`: the session's id where its records say none. */
  readonly uses: (facts: SessionFacts, key: string) => SessionUses;
}

/** Forks repeat their parent's first turn: what they share is found again by it, and counts once. */
export function readAgentUses(agent: RecordAgent, wishes: UseWishes): AgentUseReader {
  let citing: Citing[] = [];
  let used: Used[] = [];
  let firstTurn: string | undefined;
  let lastTurn = 0;
  const cite = (text: string, { line, timeMs }: StepPlace) => {
    const citation = text.includes(BLOCK) ? parseCitation(text) : undefined;
    if (citation === undefined) return;
    const textHash = createHash("sha256").update(text).digest("hex");
    citing.push({ part: 0, line, timestamp: timestampOf(timeMs), citation, textHash });
  };
  return {
    take(step) {
      if (step.kind === "row") {
        if (step.tier === "human user") {
          firstTurn ??= step.key;
          lastTurn = step.place.line;
        } else if (wishes.citing && step.tier.startsWith("assistant")) cite(step.text, step.place);
      } else if (step.kind === "stopped") {
        if (step.how !== "undone") return;
        citing = citing.filter(({ line }) => line < lastTurn);
        used = used.filter(({ place }) => place.line < lastTurn);
      } else if (wishes.reading) used.push(step);
    },
    uses(facts, key) {
      const threadId = threadIdOf(agent, facts.nativeId ?? key);
      return {
        threadId,
        rootThreadId: firstTurn === undefined ? threadId : `${agent}/${firstTurn}`,
        citing: numberUses(citing, ({ textHash }) => textHash),
        reading: numberUses(
          used.flatMap((step) => readingOf(step, facts.cwd, wishes)),
          ({ callHash }) => callHash,
        ),
        commands: used.filter((step) => step.kind === "ran" && isCommand(step)).length,
      };
    },
  };
}

const BLOCK = "oai-mem-citation";

function isCommand({ ran }: Extract<AgentStep, { kind: "ran" }>): boolean {
  return ran.kind === "command" && ran.by === "agent";
}

function readingOf(step: Used, cwd: string | undefined, { places }: UseWishes): Omit<ReadingLine, "occurrence">[] {
  const kind = step.kind === "read" ? memoryKindOf(step.path, "file", places) : undefined;
  const kinds = step.kind === "ran" ? kindsOfRan(step.ran, cwd, places) : kind === undefined ? [] : [kind];
  if (kinds.length === 0) return [];
  const { line, timeMs } = step.place;
  const tool = step.tool ?? "";
  const callHash = hashOfCall(undefined, tool, step.kind === "read" ? step.path : step.ran);
  return [{ line, timestamp: timestampOf(timeMs), tool, kinds, callHash }];
}

function timestampOf(timeMs: number | undefined): string {
  return timeMs === undefined ? "" : rfc3339(Math.floor(timeMs / 1_000));
}
