import { afterEach, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { estimateTokens } from "../../../lib/core/text/tokens.ts";
import { extractDryRun } from "../../../lib/flow/extract/dry-run.ts";
import { readSession } from "../../../lib/flow/sessions/read-session.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures");
const made: TestWorld[] = [];
afterEach(() => {
  for (const world of made.splice(0)) world.dispose();
});

test.each([
  ["rollouts", TEST_NOW],
  ["codex-0.171/native", 1_795_867_200],
  ["codex-0.171/tools", 1_795_867_200],
])("the estimates for %s, which open no transcript, are within a fifth of the requests", async (home, now) => {
  const world = testWorld({ now });
  made.push(world);
  cpSync(join(FIXTURES, home), world.paths.codexHome, { recursive: true, preserveTimestamps: true });
  const { candidates } = await extractDryRun(world, { maxClaims: 100 });
  const asked = candidates.filter((candidate) => candidate.estimated_tokens !== null);
  expect(asked.length).toBeGreaterThan(7);
  for (const { thread_id, rollout_path, estimated_tokens } of asked) {
    const { prompt } = await readSession(
      world,
      { threadId: thread_id, rolloutPath: rollout_path, cwd: "", agent: "codex", agentHome: world.paths.codexHome },
      { budgetBytes: 1_000_000 },
    );
    const tokens = estimateTokens(prompt.system) + estimateTokens(prompt.user);
    expect(Math.abs((estimated_tokens ?? 0) / tokens - 1)).toBeLessThan(0.2);
  }
});
