import type { ModelChoice } from "../../core/model/model-choice.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import type { World } from "../world.ts";
import type { Extractor } from "./extract-one.ts";

/** What the requests of an extractor are booked under, held to and recorded into. */
export interface ExtractorAccount {
  readonly run: string;
  readonly budget: RunBudget;
  /** The folder that each exchange is recorded into. */
  readonly record: string | undefined;
}

/** Opens who extracts; sends nothing. The SDK that speaks to models comes along with the first that is opened. Throws what opening a model throws. */
export async function openExtractor(
  world: World,
  choice: ModelChoice,
  { run, budget, record }: ExtractorAccount,
): Promise<Extractor> {
  if (choice.kind !== "offline") {
    const { openRunModel } = await import("../model/open-run-model.ts");
    const { serviceTier } = world.settings;
    const account = { run, phase: "extract", budget } as const;
    const asked = { choice, effort: "low", recordDir: record, account, serviceTier } as const;
    return { kind: "model", model: await openRunModel(world, asked) };
  }
  if (record !== undefined) world.log.warn("the offline extractor makes no requests: there is nothing to record");
  const { readLongFirstMessages } = await import("../../edge/state/threads/long-first-messages.ts");
  const { sharedLines, TEMPLATE_TEXT_LEAST_CHARS } = await import("../../core/offline/extract/said/templates.ts");
  const messages = await readLongFirstMessages(await world.state(), TEMPLATE_TEXT_LEAST_CHARS);
  return { kind: "offline", templateLines: sharedLines(messages) };
}
