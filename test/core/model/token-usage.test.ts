import { expect, test } from "bun:test";
import fc from "fast-check";
import { tokenUsage } from "../../../lib/core/model/token-usage.ts";

test("counts are whole numbers that can be summed, whatever an endpoint says", () => {
  const said = fc.option(fc.double(), { nil: undefined });
  fc.assert(
    fc.property(said, said, said, (inputTokens, outputTokens, totalTokens) => {
      const usage = tokenUsage({ inputTokens, outputTokens, totalTokens });
      for (const count of Object.values(usage)) {
        expect(Number.isInteger(count) && count >= 0 && count <= 2_000_000_000).toBe(true);
      }
    }),
  );
  expect(tokenUsage({ inputTokens: 1e18, outputTokens: 7 })).toMatchObject({
    input_tokens: 1_000_000_000,
    output_tokens: 7,
  });
});
