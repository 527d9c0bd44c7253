import type { ModelChoice } from "../../lib/core/model/model-choice.ts";
import { type OpenModel, type OpenModelOptions, openModel } from "../../lib/edge/model/open-model.ts";

/** A live model behind `baseUrl`, named so that no default is assumed, without attestation. */
export function testModel(baseUrl: string, options: Partial<OpenModelOptions> = {}): OpenModel {
  const choice: Exclude<ModelChoice, { kind: "offline" }> = { kind: "live", id: "gpt-5.4-mini", named: true };
  return openModel({
    choice,
    effort: "low",
    api: "responses",
    timeoutSeconds: 30,
    plainHttp: "refuse",
    env: { OPENAI_BASE_URL: baseUrl },
    places: [],
    attest: async () => undefined,
    warn: () => {},
    monotonicMs: () => performance.now(),
    ...options,
  });
}
