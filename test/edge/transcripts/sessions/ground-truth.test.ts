import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { LAYOUTS } from "../../../../lib/core/agents/layouts.ts";
import type { AgentStep } from "../../../../lib/core/agents/session/agent-step.ts";
import { ownSteps } from "../../../../lib/core/agents/session/own-steps.ts";
import { findForks } from "../../../../lib/core/agents/session/session-families.ts";
import { indexSession } from "../../../../lib/edge/transcripts/sessions/index-session.ts";
import { readSession } from "../../../../lib/edge/transcripts/sessions/read-session.ts";
import { copyHome, hashOf, sessionsIn, stepsOf, textsIn } from "../../../helpers/agent-home.ts";

const AGENTS = ["claude-code", "gemini-cli", "pi", "copilot", "qwen-code", "cline"] as const;
const people: string[] = [];
afterAll(() => {
  for (const person of people) rmSync(person, { recursive: true });
});

/** The keys that open a help page of Gemini CLI swallowed the question marks that were typed. */
const said = (text: string) => text.replaceAll(/\s+/g, " ").replace(/\?$/, "").trim();

for (const agent of AGENTS) {
  describe(agent, () => {
    const { person, home, truth } = copyHome(agent);
    people.push(person);
    const before = hashOf(person);
    const sessions = sessionsIn(agent, home);
    const pathOf = (file: string) => join(person, file);
    const own = truth.filter(({ human }) => human.length > 0);

    test("every session of the home is listed once, and nothing else", async () => {
      const indexed = await Promise.all(sessions.map((session) => indexSession(session)));
      const spoken = indexed.filter(({ metadata }) => metadata.firstUserMessage !== "");
      expect(spoken.map(({ metadata }) => metadata.nativeId).sort()).toEqual(own.map(({ thread }) => thread).sort());
    });

    for (const session of own) {
      test(`${session.scene}: exactly the person's turns are theirs, and the metadata is right`, async () => {
        const listed = sessions.find(({ files }) => files.some(({ path }) => path === pathOf(session.file)));
        if (listed === undefined) throw new Error(`not listed: ${session.file}`);
        const steps = await stepsOf(listed);
        expect(textsIn(steps, "human user").map(said)).toEqual(session.human.map(({ text }) => said(text)));
        const { metadata } = await indexSession(listed);
        expect(metadata.nativeId).toBe(session.thread);
        expect(metadata.cwd).toBe(session.cwd ?? "");
        expect(metadata.gitBranch).toBe(session.branch ?? undefined);
        expect(metadata.createdAt).toBeLessThanOrEqual(metadata.updatedAt);
      });
    }

    const forked = own.filter(({ parent }) => parent !== null);
    for (const fork of forked) {
      test(`${fork.scene}: the turns of the parent are the parent's, what follows is the fork's`, async () => {
        const indexed = await Promise.all(
          sessions.map(async (listed) => ({ listed, ...(await indexSession(listed)) })),
        );
        const members = indexed.map(({ metadata, state }) => ({
          id: metadata.nativeId,
          createdMs: state.facts.createdMs ?? state.firstMs ?? 0,
          turns: state.turns,
          ...(metadata.parentId !== undefined && { parentId: metadata.parentId }),
        }));
        const forks = findForks(members);
        expect([...forks.keys()]).toEqual(forked.map(({ thread }) => thread));
        const found = indexed.find(({ metadata }) => metadata.nativeId === fork.thread);
        if (found === undefined) throw new Error("not indexed");
        expect(forks.get(fork.thread)?.parentId).toBe(fork.parent ?? "");
        const steps: AgentStep[] = [];
        await readSession(
          found.listed,
          ownSteps(forks.get(fork.thread), (step) => steps.push(step)),
        );
        const ofParent = truth.find(({ thread }) => thread === fork.parent)?.human.map(({ text }) => text) ?? [];
        const rest = fork.human.map(({ text }) => text).slice(ofParent.length);
        expect(textsIn(steps, "human user")).toEqual(rest);
        expect(steps.some((step) => step.kind === "row" && step.tier === "other agent")).toBe(false);
      });
    }

    test("nothing in the home has changed", () => {
      expect(LAYOUTS[agent].store.kind).toBe("files");
      expect(hashOf(person)).toBe(before);
    });
  });
}
