import { classifyFailure } from "../../core/model/faults/classify-failure.ts";
import { fileTime } from "../../core/text/time.ts";
import { changedPaths } from "../../core/tree/tree.ts";
import type { TokenUsage } from "../../core/types.ts";
import { renderFinding } from "../../core/verify/verify.ts";
import type { AgentEnd } from "../../edge/agent/agent-end.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { keepRejected } from "../../edge/runs/rejected-trees.ts";
import type { World } from "../world.ts";
import type { AgentCopy } from "./agent-copy.ts";
import type { RunAgent } from "./open-agent.ts";
import { type FinishedWork, quarantineUnsourced } from "./quarantine.ts";
import type { ConsolidateReport } from "./report.ts";
import { StepFailed } from "./step.ts";
import { type CopyVerification, copyVerification, type VerifiedCopy } from "./verify.ts";

/** Where an agent works, and what stops it. */
export interface AgentRunContext {
  readonly workspace: Workspace;
  readonly copy: string;
  readonly copied: AgentCopy;
  readonly stop: AbortSignal;
}

/** An agent that has ended, where it worked, and the verification of what it left. */
export interface EndedAgent extends Pick<AgentRunContext, "workspace" | "copy"> {
  readonly end: AgentEnd;
  readonly usage: TokenUsage;
  /** Counts what verification has taken out so far too. */
  readonly agent: () => ConsolidateReport["agent"];
  readonly verification: CopyVerification;
}

/** Runs an agent to its end, whatever that is. */
export async function runAgentOnCopy(
  world: World,
  runAgent: RunAgent,
  { workspace, copy, copied, stop }: AgentRunContext,
): Promise<EndedAgent> {
  const verification = copyVerification(workspace, copy, copied.all);
  const verify = async () => (await verification.verify()).failures;
  const ran = await runAgent({ copy, workspace, copied: copied.tree, verify, signal: stop });
  for (const warning of ran.warnings) world.log.warn(warning);
  const { end, usage, steps, refusedCalls, repairRounds, redacted = 0 } = ran;
  const counts = { steps, refused_calls: refusedCalls, repair_rounds: repairRounds };
  return {
    end,
    usage,
    workspace,
    copy,
    verification,
    agent: () => ({ ...counts, redacted: redacted + verification.redacted() }),
  };
}

/** An agent has no other session to compare with: what only the endpoint or the set-up can cause is theirs. */
function agentFailure({ reason, request, hint }: AgentEnd & { readonly kind: "failed" }): StepFailed {
  const blame = request === undefined ? "failure" : classifyFailure(request);
  if (blame === "setup") return new StepFailed("setup", reason, { hint });
  const isOut = blame === "outage" || blame === "suspect" || blame === "hung";
  return new StepFailed(isOut ? "outage" : "failed_agent", reason);
}

/** Verifies what an agent that finished left. Throws `setup`, `outage` or `failed_agent` when it did not finish. */
export async function verifyFinished({ end, verification }: EndedAgent): Promise<VerifiedCopy> {
  if (end.kind === "failed") throw agentFailure(end);
  if (end.kind === "stopped") throw new StepFailed("failed_agent", "the agent stopped before it was done");
  return verification.verify();
}

/** Takes out what has no source in a person's words; the copy as it is then, verified anew. */
export async function verifyWordsOf(
  world: World,
  { workspace, copy, verification }: EndedAgent,
  verified: VerifiedCopy,
  work: Pick<FinishedWork, "run" | "copied" | "memories">,
): Promise<{ readonly verified: VerifiedCopy; readonly quarantined: number }> {
  const quarantined = await quarantineUnsourced(world, { ...work, workspace, copy, after: verified.after });
  if (quarantined === undefined) return { verified, quarantined: 0 };
  return { verified: await verification.verify(), quarantined };
}

/** Keeps work that verification refused for a person to look at. Undefined when there is nothing wrong with it. */
export async function keepRefused(
  world: World,
  copy: string,
  copied: AgentCopy,
  { after, failures, reported }: VerifiedCopy,
  selected: ConsolidateReport["selected"],
): Promise<{ readonly rejected: string; readonly failure: StepFailed } | undefined> {
  for (const finding of reported) world.log.warn(`not of this run's making: ${renderFinding(finding)}`);
  if (failures.length === 0) return undefined;
  const rejected = await keepRejected(world.paths.home, fileTime(world.now), {
    copy,
    changed: changedPaths(copied.all, after),
    findings: failures,
    threadIds: selected.map(({ thread_id }) => thread_id),
  });
  const message = `the agent's work was refused: ${failures.join("; ")}; it is kept in ${rejected}`;
  return { rejected, failure: new StepFailed("failed_verification", message) };
}
