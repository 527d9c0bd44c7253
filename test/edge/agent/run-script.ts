import type { MockLanguageModelV3 } from "ai/test";
import type { AgentRun } from "../../../lib/edge/agent/agent-end.ts";
import { runToolAgent, type ToolAgentOptions } from "../../../lib/edge/agent/tool-agent.ts";
import { explainFailure } from "../../../lib/edge/model/explain-failure.ts";
import { memoryCopy } from "./memory-copy.ts";
import { type ScriptedStep, scriptedModel } from "./scripted-model.ts";

/** Bounds that no test meets by accident. */
export const WIDE_LIMITS = { maxSteps: 80, maxOutputTokens: 10_000, timeoutSeconds: 600 };

/** Runs the tool agent on a script, with a clean verification unless the test says otherwise. */
export async function runScript(
  script: readonly ScriptedStep[],
  overrides: Partial<ToolAgentOptions> = {},
): Promise<{ readonly model: MockLanguageModelV3; readonly root: string; readonly run: AgentRun }> {
  const model = scriptedModel(...script);
  const options: ToolAgentOptions = {
    model,
    root: memoryCopy(),
    system: "instructions",
    task: "begin",
    limits: WIDE_LIMITS,
    signal: new AbortController().signal,
    maxRetries: 0,
    verify: async () => [],
    explain: explainFailure,
    ...overrides,
  };
  const root = typeof options.root === "string" ? options.root : options.root.path;
  return { model, root, run: await runToolAgent(options) };
}
