/**
 * Makes `fixtures/ci/` anew, after a prompt or the form of a request has changed: `bun test/helpers/record-ci.ts`. A
 * scripted endpoint answers, as another model than the default one.
 */

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESSIONS_PER_RUN } from "../../lib/core/constants.ts";
import { githubActionsRecipe } from "../../lib/core/cost/recipes/github-actions-recipe.ts";
import { TOP } from "./cli.ts";
import { type Script, startModelServer } from "./model-server.ts";
import { SAMPLE_NOW } from "./moment.ts";

const FOLDER = join(TOP, "fixtures/ci");
/** Not the default of either phase: whatever model was recorded, the replay must not mind. */
const OTHER_MODEL = "gpt-5.4-mini";

const THREAD = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl/;

const script: Script = (request) => {
  const tools = request.body.tools;
  if (!Array.isArray(tools) || tools.length === 0) {
    const id = THREAD.exec(request.user)?.[1] ?? "";
    const answer = {
      raw_memory: `# What session ${id.slice(-4)} taught\n\n- The person wants short answers.\n- Sample ${id.slice(-2)}.`,
      rollout_summary: `thread_id: ${id}\n\nThe session of ${id.slice(-4)} in two lines.\nIt ended well.`,
      rollout_slug: `sample_${id.slice(-4)}`,
    };
    return { kind: "answer", answer, usage: { input: 4_000, cached: 1_000, output: 200 } };
  }
  const asked = JSON.stringify(request.body.input ?? request.body.messages);
  const results = asked.split('"function_call_output"').length - 1;
  if (results === 0) {
    return { kind: "answer", toolCalls: [{ name: "read", input: { path: "raw_memories.md" } }] };
  }
  if (results > 1) return { kind: "answer", answer: "The handbook is written." };
  const ids = [...new Set([...asked.matchAll(/## Thread `([0-9a-f-]{36})`/g)].map((match) => match[1] ?? ""))];
  const tasks = ids.map(
    (id, n) => `## Task ${n + 1}: sample ${id.slice(-4)}\n\n- thread_id=${id}\n- Answer in few words.\n`,
  );
  const handbook = `# Task Group: samples\n\n${tasks.join("\n")}`;
  return {
    kind: "answer",
    toolCalls: [
      { name: "write", input: { path: "MEMORY.md", content: handbook } },
      {
        name: "write",
        input: { path: "memory_summary.md", content: "v1\n\n## User Profile\n\nWants short answers.\n" },
      },
    ],
  };
};

const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-ci-")));
const server = await startModelServer(script);
for (const made of ["recording", "golden", ".github"]) rmSync(join(FOLDER, made), { recursive: true, force: true });
cpSync(join(FOLDER, "codex-home"), join(dir, "codex"), { recursive: true });
const words = [
  "run",
  "--home",
  join(dir, "home"),
  "--codex-home",
  join(dir, "codex"),
  "--limit",
  "8",
  "--concurrency",
  "1",
];
const recorded = [
  "--model",
  OTHER_MODEL,
  "--record",
  join(FOLDER, "recording"),
  "--check",
  join(FOLDER, "golden"),
  "--accept",
];
const child = spawn(process.execPath, [join(TOP, "cli/main.ts"), ...words, ...recorded], {
  env: { ...process.env, MEMORIES_NOW: SAMPLE_NOW, OPENAI_BASE_URL: server.baseUrl },
  stdio: "inherit",
});
const exit = await new Promise((resolve) => child.on("close", resolve));
await server.close();
rmSync(dir, { recursive: true, force: true });
for (const { name, text } of githubActionsRecipe({ limit: SESSIONS_PER_RUN })) {
  mkdirSync(join(FOLDER, ".github/workflows"), { recursive: true });
  writeFileSync(join(FOLDER, ".github/workflows", name), text);
}
process.exitCode = exit === 0 ? 0 : 1;
