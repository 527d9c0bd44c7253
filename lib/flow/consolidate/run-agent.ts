import { fileTime } from "../../core/text/time.ts";
import { changedPaths } from "../../core/tree/tree.ts";
import { renderFinding } from "../../core/verify/verify.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { keepRejected } from "../../edge/runs/rejected-trees.ts";
import type { World } from "../world.ts";
import type { Copied } from "./agent-copy.ts";
import type { RunAgent } from "./open-agent.ts";
import type { ReportDraft } from "./report.ts";
import { StepFailed } from "./step.ts";
import { copyJudge, type Judged } from "./verify.ts";

/** Where an agent works, and what stops it. */
export interface AgentRunContext {
  readonly workspace: Workspace;
  readonly copy: string;
  readonly copied: Copied;
  readonly stop: AbortSignal;
}

/** Runs an agent to its end and judges what it left. Throws `failed_agent` with the cause. */
export async function runAgentOnCopy(
  world: World,
  agent: RunAgent,
  { workspace, copy, copied, stop }: AgentRunContext,
  found: ReportDraft,
): Promise<Judged> {
  const judge = copyJudge(workspace, copy, copied.all);
  const verify = async () => (await judge.judge()).failures;
  const ran = await agent({ copy, workspace, copied: copied.tree, verify, signal: stop });
  found.usage = ran.usage;
  for (const warning of ran.warnings) world.log.warn(warning);
  const tell = () => {
    const { steps, refusedCalls, repairRounds, redacted: early = 0 } = ran;
    const redacted = early + judge.redacted();
    found.agent = { steps, refused_calls: refusedCalls, repair_rounds: repairRounds, redacted };
  };
  tell();
  stop.throwIfAborted();
  if (ran.end.kind === "failed") throw new StepFailed("failed_agent", ran.end.reason);
  if (ran.end.kind === "stopped") throw new StepFailed("failed_agent", "the agent stopped before it was done");
  const judged = await judge.judge();
  tell();
  return judged;
}

/** Accepts work that verification found nothing wrong with; keeps any other for a person and throws `failed_verification`. */
export async function acceptWork(
  world: World,
  copy: string,
  copied: Copied,
  { after, failures, reported }: Judged,
  found: ReportDraft,
): Promise<void> {
  for (const finding of reported) world.log.warn(`not of this run's making: ${renderFinding(finding)}`);
  if (failures.length === 0) return;
  found.rejected = await keepRejected(world.paths.home, fileTime(world.now), {
    copy,
    changed: changedPaths(copied.all, after),
    findings: failures,
    threadIds: found.selected.map(({ thread_id }) => thread_id),
  });
  throw new StepFailed(
    "failed_verification",
    `the agent's work was refused: ${failures.join("; ")}; it is kept in ${found.rejected}`,
  );
}
