import type { AgentChoice } from "../../core/consolidate/agent/agent-choice.ts";
import { agentMode, type MemoryFiles } from "../../core/consolidate/agent/agent-mode.ts";
import { HANDBOOK_FILE, SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { setupFaultOf } from "../../core/model/faults/setup-fault.ts";
import { hostOf } from "../../core/model/host-of.ts";
import { textIn } from "../../core/tree/file-contents.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { NO_USAGE } from "../../core/types.ts";
import type { AgentEnd, AgentRun, Verifier } from "../../edge/agent/agent-end.ts";
import type { CommandAgentOptions } from "../../edge/agent/command-agent.ts";
import type { Confinement } from "../../edge/agent/sandbox.ts";
import type { SandboxView } from "../../edge/agent/sandbox-view.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import { rewriteInCopy } from "../../edge/root/rewrite-in-copy.ts";
import { listUses } from "../../edge/state/memory/list-uses.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import { takeStepsApart } from "../lease/take-steps-apart.ts";
import { setupHint } from "../model/setup-hint.ts";
import { readContents, readTexts } from "../root/read-contents.ts";
import type { World } from "../world.ts";

/** What an agent gets to work on. */
export interface AgentTask {
  /** The private copy of the root: all it may change. */
  readonly copy: string;
  readonly workspace: Workspace;
  /** The copy as it was made. */
  readonly copied: Tree;
  /** Says what is wrong with what it left. */
  readonly verify: Verifier;
  /** Stops it at once. */
  readonly signal: AbortSignal;
}

/** An agent that is ready to run. */
export type RunAgent = (task: AgentTask) => Promise<AgentRun>;

export interface AgentOptions {
  readonly confinement: Confinement;
  /** What a confined command may read beside the system and its own folder. */
  readonly readOnly: readonly string[];
  /** Record each exchange with the model into this folder. */
  readonly recordDir: string | undefined;
  /** Where the copy will be made. */
  readonly copy: string;
  /** The run that its requests are booked under, and the budget they stay in. */
  readonly run: string;
  readonly budget: RunBudget;
}

/**
 * Makes an agent ready; sends nothing, runs nothing. What only a running agent needs is loaded by it: most runs find
 * nothing to do. Throws what a user can put right before anything is changed:
 * `no_api_key`, `no_model`, `bad_input`, `bad_template`, `sandbox_missing`.
 */
export async function openAgent(world: World, choice: AgentChoice, options: AgentOptions): Promise<RunAgent> {
  if (choice.kind === "offline") return runOffline;
  const { renderConsolidationPrompt, renderTask, renderUses } = await import("../../core/consolidate/agent/prompt.ts");
  const uses = renderUses(await listUses(await world.state()));
  const prompt = (mode: ReturnType<typeof agentMode>) =>
    renderConsolidationPrompt({
      template: world.templates.consolidation,
      root: options.copy,
      mode,
      uses,
      agent: choice.kind === "model" ? "tools" : "command",
      maxSteps: world.settings.agentMaxSteps,
    });
  prompt("init");
  if (choice.kind === "command") {
    const { requireSandbox } = await import("../../edge/agent/sandbox.ts");
    const view = sandboxView(world, options.readOnly);
    await requireSandbox(options.confinement, world.env.PATH, view);
    const promptAndTask = (mode: ReturnType<typeof agentMode>) => `${prompt(mode)}\n\n${renderTask(mode)}\n`;
    return (task) =>
      runCommand(world, { argv: choice.argv, confinement: options.confinement, view }, promptAndTask, task);
  }
  const [{ openRunModel }, { runToolAgent }, { explainFailure }] = await Promise.all([
    import("../model/open-run-model.ts"),
    import("../../edge/agent/tool-agent.ts"),
    import("../../edge/model/explain-failure.ts"),
  ]);
  const { serviceTier, consolidationServiceTier } = world.settings;
  const model = await openRunModel(world, {
    choice: choice.model,
    account: { run: options.run, phase: "consolidate", budget: options.budget },
    serviceTier: serviceTier ?? consolidationServiceTier,
    effort: "medium",
    recordDir: options.recordDir,
    places: [{ name: "root", path: options.copy }],
  });
  const { agentMaxSteps, agentMaxOutputTokens, agentTimeout } = world.settings;
  const where = choice.model.kind === "live" ? [hostOf(world.env)] : [];
  return async ({ copy, workspace, copied, verify, signal }) => {
    const mode = agentMode(await memoryFiles(workspace, copied));
    const begun = { task: "agent", done: 0, total: agentMaxSteps, end: "open" } as const;
    world.log.progress({ ...begun, note: `asking ${[model.id, ...where].join(" at ")}` });
    const run = await runToolAgent({
      model: model.languageModel,
      root: copy,
      system: prompt(mode),
      task: renderTask(mode),
      limits: { maxSteps: agentMaxSteps, maxOutputTokens: agentMaxOutputTokens, timeoutSeconds: agentTimeout },
      signal,
      verify,
      explain: explainFailure,
      onStep: ({ number, calls }) =>
        world.log.progress({ task: "agent", done: number, total: agentMaxSteps, end: "open", note: calls.join(", ") }),
    });
    const end = await withHint(world, model, run.end);
    model.checkBooks();
    return { ...run, end, usage: model.usage(), redacted: model.redacted() };
  };
}

/** A set-up that is wrong comes with the one thing to change. */
async function withHint(world: World, model: OpenModel, end: AgentEnd): Promise<AgentEnd> {
  if (end.kind !== "failed" || end.request === undefined) return end;
  const fault = setupFaultOf(end.request);
  return fault === undefined ? end : { ...end, hint: await setupHint(world, model, fault) };
}

/** Where a person's content lies is not shown because the program happens to lie there too. */
function sandboxView({ paths, env }: World, readOnly: readonly string[]): SandboxView {
  const personal = [paths.home, paths.codexHome, paths.root, env.HOME].filter((path) => path !== undefined);
  return { readOnly, personal, emptied: [paths.home] };
}

async function runCommand(
  world: World,
  command: Pick<CommandAgentOptions, "argv" | "confinement" | "view">,
  prompt: (mode: ReturnType<typeof agentMode>) => string,
  { copy, workspace, copied, verify, signal }: AgentTask,
): Promise<AgentRun> {
  const { runCommandAgent } = await import("../../edge/agent/command-agent.ts");
  return runCommandAgent({
    ...command,
    root: copy,
    prompt: prompt(agentMode(await memoryFiles(workspace, copied))),
    env: world.env,
    timeoutSeconds: world.settings.agentTimeout,
    signal,
    verify,
  });
}

/** The rule-based consolidator, as an agent of one step. */
async function runOffline(task: AgentTask): Promise<AgentRun> {
  await writeByRules(task);
  const end = { kind: "finished", findings: await task.verify() } as const;
  return { end, steps: 1, refusedCalls: 0, repairRounds: 0, usage: NO_USAGE, warnings: [] };
}

/** In a function of its own: what it read must not stay in memory while the work is verified. */
async function writeByRules({ copy, workspace, copied, signal }: AgentTask): Promise<void> {
  const { consolidateOffline, isReadOffline } = await import("../../core/offline/consolidate/consolidate-offline.ts");
  const wanted = (tree: Tree) =>
    [...tree].filter(([path, { kind }]) => kind === "file" && isReadOffline(path)).map(([path]) => path);
  const current = await readContents(workspace, copied, wanted(copied));
  const baseline = await readContents(workspace, workspace.baseline, wanted(workspace.baseline));
  const { handbook, summary } = await takeStepsApart(consolidateOffline({ baseline, current }), signal);
  for (const [path, text] of [
    [HANDBOOK_FILE, handbook],
    [SUMMARY_FILE, summary],
  ] as const) {
    if (textIn(current, path) !== text) rewriteInCopy(copy, path, text);
  }
}

async function memoryFiles(workspace: Workspace, copied: Tree): Promise<MemoryFiles> {
  const files = [HANDBOOK_FILE, SUMMARY_FILE].filter((path) => copied.get(path)?.kind === "file");
  const texts = await readTexts(workspace, copied, files);
  return { handbook: texts.get(HANDBOOK_FILE), summary: texts.get(SUMMARY_FILE) };
}
