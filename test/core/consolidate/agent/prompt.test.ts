import { describe, expect, test } from "bun:test";
import { type AgentMode, agentMode } from "../../../../lib/core/consolidate/agent/agent-mode.ts";
import { AGENT_TOOLS } from "../../../../lib/core/consolidate/agent/agent-tools.ts";
import {
  renderConsolidationPrompt,
  renderRepair,
  renderTask,
  renderUses,
} from "../../../../lib/core/consolidate/agent/prompt.ts";
import { WRITABLE_PATHS } from "../../../../lib/core/consolidate/agent/tool-policy.ts";
import { parseMemory } from "../../../../lib/core/offline/consolidate/reading/memory-text.ts";
import { parseOutline, renderOutline } from "../../../../lib/core/offline/consolidate/reading/outline.ts";
import { preferenceBullets } from "../../../../lib/core/signals/preference-bullets.ts";
import { readQuotations } from "../../../../lib/core/signals/quotations.ts";
import { TEMPLATES } from "../../../../lib/core/templates.ts";
import { RULES } from "../../../../lib/core/verify/verify-rules.ts";
import { citedFiles } from "../../../../lib/core/verify/words/cited-files.ts";
import { sectionKind } from "../../../../lib/core/verify/words/section-kind.ts";
import { readLines } from "../../../../lib/core/verify/words/text-lines.ts";
import { expectGolden } from "../../../helpers/golden.ts";
import { TEST_NOW } from "../../../helpers/moment.ts";

const USES = renderUses([
  { threadId: "b", uses: 1, lastUsed: TEST_NOW },
  { threadId: "a", uses: 3, lastUsed: undefined },
  { threadId: "c", uses: 0, lastUsed: undefined },
]);
const render = (mode: AgentMode, agent: "tools" | "command" = "tools", template = TEMPLATES.consolidation) =>
  renderConsolidationPrompt({
    template,
    root: "/home/dev/.memories/staging/run",
    mode,
    agent,
    uses: USES,
    maxSteps: 80,
  });

describe("the instructions read as in the golden files", () => {
  for (const mode of ["init", "incremental", "summary_rebuild"] as const) {
    test(`for a run of mode ${mode}`, () => expectGolden(`consolidate/prompt-${mode}.md`, render(mode)));
  }
  test("for a command", () => expectGolden("consolidate/prompt-command.md", render("incremental", "command")));
});

test("every rule that is checked is told, and every tool", () => {
  for (const { text } of RULES) expect(render("init")).toContain(`- ${text}`);
  for (const { text } of RULES) expect(render("init", "command")).toContain(`- ${text}`);
  for (const [name, { description }] of Object.entries(AGENT_TOOLS))
    expect(render("init")).toContain(`- \`${name}\`: ${description}`);
  for (const path of WRITABLE_PATHS) expect(render("init")).toContain(`\`${path}\``);
});

test("the template names what the checks and the other commands rely on", () => {
  const template = TEMPLATES.consolidation;
  const names = [
    "`MEMORY.md`",
    "`memory_summary.md`",
    "`raw_memories.md`",
    "rollout_summaries/",
    "instructions.md",
    "notes/*.md",
    "resources/*.md",
    "# Task Group:",
    "scope:",
    "applies_to: cwd=",
    "reuse_rule=",
    "## Task 1:",
    "### rollout_summary_files",
    "### keywords",
    "## User preferences",
    "## Reusable knowledge",
    "## Failures and how to do differently",
    "[Task 1]",
    "\nv1\n",
    "## User Profile",
    "## General Tips",
    "## What's in Memory",
    "SKILL.md",
  ];
  for (const name of names) expect(template).toContain(name);
});

test("a root with braces in it is text", () => {
  const prompt = {
    template: TEMPLATES.consolidation,
    root: "/x/{{mode}}",
    mode: "init",
    agent: "tools",
    uses: "",
    maxSteps: 1,
  } as const;
  expect(renderConsolidationPrompt(prompt)).toContain("`/x/{{mode}}`");
});

test("a template that misses or invents a placeholder is refused", () => {
  expect(() => render("init", "tools", "only {{root}}")).toThrow("missing placeholder in template consolidation.md");
  expect(() => render("init", "tools", `${TEMPLATES.consolidation}{{other}}`)).toThrow("unknown placeholder");
});

test("the first message names the mode and the diff, a repair the findings", () => {
  expect(renderTask("summary_rebuild")).toBe(
    "Consolidate the memory folder now (summary_rebuild). Begin by reading phase2_workspace_diff.md.",
  );
  expect(renderRepair(["a: is missing", "b: is empty"])).toEndWith("\n\n- a: is missing\n- b: is empty");
});

describe("the mode", () => {
  const rows: [string, string | undefined, string | undefined, AgentMode][] = [
    ["nothing there", undefined, undefined, "init"],
    ["no handbook", undefined, "v1\n", "init"],
    ["a blank handbook", " \n", "v1\n", "init"],
    ["both as they should be", "x", "v1\n", "incremental"],
    ["a version without a line end", "x", "v1", "incremental"],
    ["no summary", "x", undefined, "summary_rebuild"],
    ["an empty summary", "x", "", "summary_rebuild"],
    ["a summary of another version", "x", "v2\n", "summary_rebuild"],
    ["a version with a blank", "x", "v1 \n", "summary_rebuild"],
    ["a version with a carriage return", "x", "v1\r\n", "summary_rebuild"],
    ["a version on the second line", "x", "\nv1\n", "summary_rebuild"],
  ];
  for (const [name, handbook, summary, mode] of rows) {
    test(`with ${name} is ${mode}`, () => expect(agentMode({ handbook, summary })).toBe(mode));
  }
});

test("the uses are a table, most used first, without sessions that were not used", () => {
  expect(USES.split("\n").slice(2)).toEqual(["| a | 3 |  |", "| b | 1 | 2026-11-23 |"]);
  expect(renderUses([])).toContain("No remembered session has been used yet");
});

test("the program reads the worked example of the template as the template says it", () => {
  const sample = /A good task group\.\*\*\n\n```\n([\s\S]*?)\n```/.exec(TEMPLATES.consolidation)?.[1] ?? "";
  const [block] = parseOutline(sample).sections;
  expect(renderOutline(parseOutline(sample))).toBe(`${sample}\n`);
  expect(block?.sections.map(({ key }) => key)).toEqual([
    "task 1",
    "user preferences",
    "reusable knowledge",
    "failures and how to do differently",
  ]);
  const lines = readLines(sample);
  const wish = lines.find((line) => sectionKind(line) === "preferences");
  expect(wish === undefined ? [] : [...citedFiles(wish, lines)]).toEqual([
    "rollout_summaries/2026-05-08T12-00-00-a1B2-discount_rounding.md",
  ]);
  expect(readQuotations(wish?.text ?? "")).toHaveLength(1);
});

test("the program reads the form of phase 1 that the template shows", () => {
  const form = /^```\n(---\n[\s\S]*?)\n```$/m.exec(TEMPLATES.stage_one_system)?.[1] ?? "";
  expect(preferenceBullets(form.split("\n")).map(({ text }) => text)).toEqual([
    '<what they reacted to>: "<their words>" – <what follows from it>',
  ]);
  const { tasks } = parseMemory(form);
  expect(tasks.map(({ items }) => items.map(({ kind }) => kind))).toEqual([["preferences", "knowledge", "failures"]]);
});
