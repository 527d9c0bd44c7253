import { AGENT_NAMES } from "../../core/agents/agent-name.ts";
import type { StageOnePrompt } from "../../core/extract/fill-stage-one.ts";
import { renderStageOnePrompt } from "../../core/extract/stage-one-prompt.ts";
import { redactCut } from "../../core/redact/redact-cut.ts";
import { readSessionParts } from "../../edge/state/threads/session-parts.ts";
import { type Evidence, readEvidence } from "../../edge/transcripts/read-evidence.ts";
import type { World } from "../world.ts";

/** A transcript as a request of phase 1 carries it. */
export interface SessionInput {
  readonly prompt: StageOnePrompt;
  readonly evidence: Evidence;
}

/** Where a session's history lies. */
export interface SessionSource {
  readonly threadId: string;
  /** Its newest file; the parts of its history are those that were indexed. */
  readonly rolloutPath: string;
  readonly cwd: string;
  /** The product that wrote it, and the home in which it lies. */
  readonly agent: string;
  readonly agentHome: string;
}

/** How a session is to be read. */
export interface ReadSessionOptions {
  readonly budgetBytes: number;
  /** Whether what ran is wanted as well, for the rules that need no model. */
  readonly steps?: "collect" | "leave";
  readonly signal?: AbortSignal;
}

/** Throws `bad_template` before anything is touched, rather than at the first session. */
export function checkTemplates({ templates }: World): void {
  renderStageOnePrompt(templates, { rolloutPath: "", cwd: "", evidence: "" });
}

/** Reads, filters, redacts and budgets a transcript and renders the prompt. Throws `rollout_unreadable`, and the
 * reason of `signal`. */
export async function readSession(
  world: World,
  session: SessionSource,
  options: ReadSessionOptions,
): Promise<SessionInput> {
  const { budgetBytes, steps = "leave", signal = world.signal } = options;
  const indexed = await readSessionParts(await world.state(), session.threadId);
  const parts = indexed.length > 0 ? indexed : [{ path: session.rolloutPath, end: undefined }];
  const how = { budgetBytes, redact: redactCut, steps, signal };
  const agent = AGENT_NAMES.find((name) => name === session.agent && name !== "codex");
  const evidence =
    agent === undefined || agent === "codex"
      ? await readEvidence(parts, how)
      : await (await import("./read-agent-session.ts")).readAgentSession(world, { ...session, agent, parts }, how);
  const { rolloutPath, cwd } = session;
  return { evidence, prompt: renderStageOnePrompt(world.templates, { rolloutPath, cwd, evidence: evidence.text }) };
}
