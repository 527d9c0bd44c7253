import { DEFAULT_CONSOLIDATION_MODEL, DEFAULT_EXTRACT_MODEL } from "../../core/constants.ts";
import { EXTRACTION_ANSWER, EXTRACTION_ANSWER_NAME } from "../../core/extract/answer-schema.ts";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { setupFaultOf } from "../../core/model/faults/setup-fault.ts";
import { knownContextWindow } from "../../core/model/known-models.ts";
import { chooseModel, type ModelChoice } from "../../core/model/model-choice.ts";
import { fileTime } from "../../core/text/time.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import { makerOf } from "../cost/maker-of.ts";
import { limitsOf, openBudget } from "../cost/run-budget.ts";
import { withSpendingRun } from "../cost/with-spending-run.ts";
import { findModelWindow } from "../model/find-model-window.ts";
import { setupHint } from "../model/setup-hint.ts";
import type { World } from "../world.ts";

/** What one of these checks found; `hint`: what to change. */
export interface Found {
  readonly status: "ok" | "failed";
  readonly detail: string;
  readonly hint: string | undefined;
}

/**
 * One small real request as an extraction makes it: key, model, API, the form of the answer and the window. `typed`:
 * the model to try in place of the configured one. Throws what opening the model throws.
 */
export async function checkExtraction(world: World, typed: string | undefined): Promise<Found> {
  const { settings } = world;
  const choice = chooseModel({
    typed,
    configured: settings.extractModel,
    configuredNamed: settings.namedModels.has("extractModel"),
    fallback: DEFAULT_EXTRACT_MODEL,
  });
  if (choice.kind !== "live") return needsNoEndpoint(choice);
  return withModel(world, choice, "low", (model) => askForMemory(world, model));
}

async function askForMemory(world: World, model: OpenModel): Promise<Found> {
  await findModelWindow(world, model);
  const { askForObject } = await import("../../edge/model/ask-for-object.ts");
  const answer = await askForObject(model, {
    system: "Answer with one JSON object. Its texts are empty, its slug is null.",
    user: "This is a test of the set-up: there is nothing to remember.",
    schema: EXTRACTION_ANSWER,
    name: EXTRACTION_ANSWER_NAME,
    signal: world.signal,
  });
  if (answer.kind === "no_answer") return explain(world, model, answer.failure);
  if (answer.kind !== "object") {
    return { status: "failed", detail: `${where(model)}: ${answer.reason}`, hint: "try a larger model with --model" };
  }
  const window = world.settings.contextWindow ?? model.foundWindow() ?? knownContextWindow(model.id);
  const takes = window === undefined ? "its window is unknown" : `takes ${window} tokens`;
  const repaired = Object.keys(model.repairs());
  const mended = repaired.length === 0 ? "" : `, repaired: ${repaired.join(", ")}`;
  return {
    status: "ok",
    detail: `${where(model)}: answers as ${model.endpoint?.form()}, ${takes}${mended}`,
    hint: undefined,
  };
}

/** One small real request as the consolidation's agent makes it: whether the model can call tools. */
export async function checkConsolidation(world: World, typed: string | undefined): Promise<Found> {
  const { settings } = world;
  const choice = chooseModel({
    typed,
    configured: settings.consolidationModel,
    configuredNamed: settings.namedModels.has("consolidationModel"),
    fallback: DEFAULT_CONSOLIDATION_MODEL,
  });
  if (choice.kind !== "live") return needsNoEndpoint(choice);
  return withModel(world, choice, "medium", (model) => askForCall(world, model));
}

async function askForCall(world: World, model: OpenModel): Promise<Found> {
  const { askForToolCall } = await import("../../edge/model/ask-for-tool-call.ts");
  const answer = await askForToolCall(model, world.signal);
  if (answer.kind === "no_answer") return explain(world, model, answer.failure);
  if (answer.kind === "called") return { status: "ok", detail: `${where(model)}: calls tools`, hint: undefined };
  return {
    status: "failed",
    detail: `${where(model)}: answered with words where a tool had to be called`,
    hint: await setupHint(world, model, "tools"),
  };
}

/** Asks like a run, so that a check fails where a run would, and is booked like one. */
async function withModel(
  world: World,
  choice: ModelChoice & { kind: "live" },
  effort: "low" | "medium",
  ask: (model: OpenModel) => Promise<Found>,
): Promise<Found> {
  const { openRunModel } = await import("../model/open-run-model.ts");
  // A database that cannot be opened is a finding of its own; the endpoint is looked at all the same.
  const books = await world.state().then(
    () => "kept" as const,
    () => "none" as const,
  );
  if (books === "none") return ask(await openRunModel(world, { choice, effort, recordDir: undefined }));
  const run = `${fileTime(world.now)}-${world.newId().slice(0, 8)}`;
  const account = { run, phase: "doctor", budget: openBudget(world, limitsOf(world, "confirmed")) } as const;
  const model = await openRunModel(world, { choice, effort, recordDir: undefined, account });
  const check = async (enter: () => Promise<void>) => {
    await enter();
    const found = await ask(model);
    model.checkBooks();
    return found;
  };
  return withSpendingRun(world, { run, command: "doctor", maker: makerOf(world, choice) }, check, (found) => ({
    status: found.status,
    sessions: 0,
    remembered: 0,
    note: found.detail,
  }));
}

function needsNoEndpoint(choice: Exclude<ModelChoice, { kind: "live" }>): Found {
  return {
    status: "ok",
    detail: choice.kind === "replay" ? `replays ${choice.dir}` : "rules, no endpoint",
    hint: undefined,
  };
}

async function explain(world: World, model: OpenModel, failure: RequestFailure): Promise<Found> {
  const fault = setupFaultOf(failure);
  const hint =
    fault === undefined
      ? `look at OPENAI_BASE_URL, proxy and network, or try again later`
      : await setupHint(world, model, fault);
  return { status: "failed", detail: `${where(model)}: ${failure.message}`, hint };
}

const where = (model: OpenModel) => `${model.id} at ${model.endpoint?.baseUrl} (${model.endpoint?.api})`;
