import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Ran } from "../../../lib/core/evidence/ran.ts";
import { extractOffline } from "../../../lib/core/offline/extract/extract-offline.ts";
import { redactCut } from "../../../lib/core/redact/redact-cut.ts";
import { type Evidence, readEvidence } from "../../../lib/edge/transcripts/read-evidence.ts";
import { CODEX_HOMES, type CodexTruth, codexTruths, partsOf } from "../../helpers/codex-homes.ts";

const BUDGET_BYTES = 723_520;
const read = (home: string, thread: CodexTruth) =>
  readEvidence(partsOf(home, thread), { budgetBytes: BUDGET_BYTES, redact: redactCut, steps: "collect" });

const textsOf = ({ rows }: Evidence, tier: string) => rows.filter((row) => row.tier === tier).map(({ text }) => text);
const ransOf = ({ steps }: Evidence) => steps.flatMap((step) => (step.kind === "ran" ? [step.ran] : []));
const ofKind = <K extends Ran["kind"]>(rans: readonly Ran[], kind: K) =>
  rans.filter((ran): ran is Extract<Ran, { kind: K }> => ran.kind === kind);

describe.each(["branches", "kinds", "native", "native-code", "opted-out", "tools"])("%s", (home) => {
  test.each(codexTruths(home).map((thread) => [thread.name, thread] as const))(
    "the evidence of %s",
    async (_, thread) => {
      const evidence = await read(home, thread);
      const human = textsOf(evidence, "human user");
      for (const words of thread.human ?? []) expect(human.join("\n")).toContain(words);
      for (const words of thread.nothuman ?? []) expect(human.join("\n")).not.toContain(words);
      for (const words of thread.has ?? []) expect(evidence.text).toContain(words);
      for (const words of thread.hasnot ?? []) expect(evidence.text).not.toContain(words);
      for (const words of thread.once ?? []) expect(evidence.text.split(words)).toHaveLength(2);
      const tools = textsOf(evidence, "tool");
      for (const { cmd, exit } of thread.commands ?? []) {
        const at = tools.findIndex((text) => text.includes(cmd));
        expect(at).toBeGreaterThanOrEqual(0);
        expect(tools[at + 1]).toMatch(new RegExp(`(?:exited with code |"exit_code":)${exit}\\b`));
      }
      expect(evidence.skippedLines).toBe(0);
    },
  );

  test.each(codexTruths(home).map((thread) => [thread.name, thread] as const))("what ran in %s", async (_, thread) => {
    const rans = ransOf(await read(home, thread));
    const commands = ofKind(rans, "command");
    if (thread.ran !== undefined) {
      expect(commands.map(({ command, exitCode }) => ({ command, exit: exitCode }))).toEqual([...thread.ran]);
    }
    for (const words of thread.ran_output ?? [])
      expect(commands.map(({ output }) => output).join("\n")).toContain(words);
    if (thread.mcp !== undefined) {
      const calls = ofKind(rans, "mcp").map(({ server, tool, readOnly, failed }) => {
        return { server, tool, read_only: readOnly === true, status: failed ? "failed" : "completed" };
      });
      expect(calls).toEqual([...thread.mcp]);
    }
    if (thread.changed !== undefined) {
      const changes = ofKind(rans, "file_change").map(({ path, change }) => [path, change]);
      expect(changes).toEqual(thread.changed.map(([path, change]) => [`/home/dev/${path}`, change]));
    }
    if (thread.searched !== undefined) {
      expect(ofKind(rans, "web_search").map(({ query }) => query)).toEqual([...thread.searched]);
    }
  });
});

test.each(
  codexTruths("tools")
    .filter(({ offline }) => offline !== undefined)
    .map((thread) => [thread.name, thread] as const),
)("the rules name what failed in %s", async (_, thread) => {
  const { steps } = await read("tools", thread);
  const { raw_memory } = extractOffline(steps, { cwd: thread.cwd });
  for (const command of thread.offline?.failing ?? []) expect(raw_memory).toContain(command);
  for (const error of thread.offline?.error ?? []) expect(raw_memory).toContain(error);
});

test("the rules find the same failures in code mode and outside", async () => {
  const failed = async (home: string) => {
    const found: string[][] = [];
    for (const thread of codexTruths(home)) {
      const { steps } = await read(home, thread);
      const memory = extractOffline(steps, { cwd: thread.cwd }).raw_memory;
      found.push([...memory.matchAll(/`([^`]+)` failed/g)].map(([, command = ""]) => command));
    }
    return found;
  };
  const outside = await failed("native");
  expect(await failed("native-code")).toEqual(outside);
  expect(outside.flat().length).toBeGreaterThan(3);
});

const OLD_HOME = join(CODEX_HOMES, "../reference/home");
const oldFiles = new Map(
  readdirSync(OLD_HOME, { recursive: true, encoding: "utf8" }).map((path) => [basename(path), join(OLD_HOME, path)]),
);

test.each(codexTruths("migrated").map((thread) => [thread.name, thread] as const))(
  "the same conversation in both forms has the same evidence, and the same ran: %s",
  async (_, thread) => {
    const path = oldFiles.get(basename(thread.files[0] ?? "")) ?? "";
    const old = await readEvidence([{ path, end: undefined }], {
      budgetBytes: BUDGET_BYTES,
      redact: redactCut,
      steps: "collect",
    });
    const migrated = await read("migrated", thread);
    expect(migrated.text).toBe(old.text);
    expect(migrated.steps).toEqual(old.steps);
  },
);
