import { generateText, type LanguageModel, type ModelMessage, type StepResult, type ToolSet } from "ai";
import { renderRepair } from "../../core/consolidate/agent/prompt.ts";
import { type AgentCall, type CallHistory, circlesOf, NO_CALLS, withCall } from "../../core/cost/circles.ts";
import { reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { tokenUsage } from "../../core/model/token-usage.ts";
import { redactText } from "../../core/redact/redact.ts";
import { addUsage, NO_USAGE, type TokenUsage } from "../../core/types.ts";
import type { ConfinedRoot } from "../fs/folder-handle.ts";
import { type AgentEnd, type AgentRun, REPAIR_ROUNDS, type Verifier } from "./agent-end.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { type AgentToolSet, agentToolSet } from "./tool-set.ts";

/** What a run may spend; reaching any of it ends the run as a failure. Repair rounds spend of the same. */
export interface AgentLimits {
  /** Answers of the model. */
  readonly maxSteps: number;
  readonly maxOutputTokens: number;
  /** Wall time. */
  readonly timeoutSeconds: number;
}

/** A model and what it is given. */
export interface ToolAgentOptions {
  readonly model: LanguageModel;
  /** Passed to the model as they are: reasoning effort, `store: false`. */
  readonly providerOptions?: Parameters<typeof generateText>[0]["providerOptions"];
  /** Retries of one request after a failure that may pass; the SDK's default when absent. */
  readonly maxRetries?: number;
  /** The copy: an absolute path without links in it. The tools reach nothing outside. */
  readonly root: ConfinedRoot;
  /** The instructions (`renderConsolidationPrompt`). */
  readonly system: string;
  /** The first message (`renderTask`). */
  readonly task: string;
  readonly limits: AgentLimits;
  /** Stops the run at once: SIGINT, SIGTERM, a lost lease. */
  readonly signal: AbortSignal;
  readonly verify: Verifier;
  /** Says what the thrown error of a request means. */
  readonly explain: (thrown: unknown, signal: AbortSignal) => RequestFailure;
  /** Told after each answer. */
  readonly onStep?: (step: { readonly number: number; readonly calls: readonly string[] }) => void;
}

/** What the rounds of one run have spent so far. */
interface Tally {
  steps: number;
  refusedCalls: number;
  repairRounds: number;
  usage: TokenUsage;
  readonly warnings: Set<string>;
  calls: CallHistory;
}

/** One round: the model works until it stops calling tools. */
interface Round {
  /** Set when the run is over with it. */
  readonly end: AgentEnd | undefined;
  /** What the model said and was told meanwhile. */
  readonly messages: readonly ModelMessage[];
}

/**
 * Runs the consolidation agent: a model with the tools of `tool-set.ts` on a copy of the root. What a model,
 * a provider or a bound does to it is `failed`, never thrown; a full or broken disk is thrown.
 */
export async function runToolAgent(options: ToolAgentOptions): Promise<AgentRun> {
  // The SDK prints its first warning to stdout, which belongs to the report.
  Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
  const toolSet = agentToolSet(options.root);
  const deadline = startDeadline(options.limits.timeoutSeconds, options.signal);
  const tally: Tally = {
    steps: 0,
    refusedCalls: 0,
    repairRounds: 0,
    usage: NO_USAGE,
    warnings: new Set(),
    calls: NO_CALLS,
  };
  try {
    const end = await runRounds(options, toolSet, deadline, tally);
    const { calls: _calls, ...counts } = tally;
    return { ...counts, warnings: [...tally.warnings], end };
  } finally {
    toolSet.close();
    deadline.clear();
  }
}

async function runRounds(
  options: ToolAgentOptions,
  toolSet: AgentToolSet,
  deadline: Deadline,
  tally: Tally,
): Promise<AgentEnd> {
  let messages: readonly ModelMessage[] = [{ role: "user", content: options.task }];
  for (;;) {
    const round = await deadline.race(
      runRound(options, toolSet, deadline, tally, messages),
      (end): Round => ({ end, messages: [] }),
    );
    const broken = toolSet.broken();
    if (broken !== undefined) throw broken;
    if (round.end !== undefined) return round.end;
    const findings = await options.verify();
    const late = deadline.end();
    if (late !== undefined) return late;
    const spent = tally.repairRounds === REPAIR_ROUNDS || boundReached(options.limits, tally) !== undefined;
    if (findings.length === 0 || spent) return { kind: "finished", findings };
    tally.repairRounds += 1;
    messages = [...messages, ...round.messages, { role: "user", content: renderRepair(findings) }];
  }
}

async function runRound(
  options: ToolAgentOptions,
  toolSet: AgentToolSet,
  deadline: Deadline,
  tally: Tally,
  messages: readonly ModelMessage[],
): Promise<Round> {
  const failed = (reason: string): Round => ({ end: { kind: "failed", reason: redactText(reason) }, messages: [] });
  try {
    fault("agent.step", `round ${tally.repairRounds + 1}`);
    const result = await generateText({
      model: options.model,
      providerOptions: options.providerOptions,
      maxRetries: options.maxRetries,
      system: options.system,
      messages: [...messages],
      tools: toolSet.tools,
      abortSignal: deadline.signal,
      stopWhen: () => boundReached(options.limits, tally) !== undefined || toolSet.broken() !== undefined,
      onStepFinish: (step) => {
        count(step, tally);
        options.onStep?.({ number: tally.steps, calls: step.toolCalls.map(({ toolName }) => toolName) });
      },
    });
    for (const warning of result.warnings ?? []) tally.warnings.add(redactText(JSON.stringify(warning)));
    if (result.toolCalls.length > 0) return failed(boundReached(options.limits, tally) ?? "the agent was cut off");
    if (tally.usage.output_tokens > options.limits.maxOutputTokens) {
      return failed(`the agent spent more than ${options.limits.maxOutputTokens} output tokens`);
    }
    if (result.finishReason !== "stop") return failed(`the model's last answer ended with "${result.finishReason}"`);
    return { end: undefined, messages: result.response.messages };
  } catch (thrown) {
    const request = options.explain(thrown, deadline.signal);
    return { end: deadline.end() ?? { kind: "failed", reason: request.message, request }, messages: [] };
  }
}

function count(step: StepResult<ToolSet>, tally: Tally): void {
  tally.steps += 1;
  tally.calls = callsOf(step).reduce(withCall, tally.calls);
  tally.refusedCalls += step.content.filter(({ type }) => type === "tool-error").length;
  tally.usage = addUsage(
    tally.usage,
    tokenUsage({
      ...step.usage,
      cachedInputTokens: step.usage.inputTokenDetails?.cacheReadTokens,
      reasoningTokens: step.usage.outputTokenDetails?.reasoningTokens,
    }),
  );
}

/** The calls of a step with what became of each, in their order. */
function callsOf(step: StepResult<ToolSet>): AgentCall[] {
  return step.content.flatMap((part): AgentCall[] => {
    if (part.type === "tool-result") {
      return [{ tool: part.toolName, input: part.input, result: part.output, refused: false }];
    }
    if (part.type !== "tool-error") return [];
    return [{ tool: part.toolName, input: part.input, result: reasonOf(part.error), refused: true }];
  });
}

function boundReached(limits: AgentLimits, tally: Tally): string | undefined {
  const circles = circlesOf(tally.calls);
  if (circles !== undefined) return circles;
  if (tally.steps >= limits.maxSteps) return `the agent was not done after ${limits.maxSteps} steps`;
  if (tally.usage.output_tokens >= limits.maxOutputTokens) {
    return `the agent was not done after ${limits.maxOutputTokens} output tokens`;
  }
  return undefined;
}
