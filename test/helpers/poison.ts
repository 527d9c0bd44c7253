import { cpSync, readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { foldWords } from "../../lib/core/signals/fold-words.ts";
import { consolidate } from "../../lib/flow/consolidate/consolidate.ts";
import type { RunAgent } from "../../lib/flow/consolidate/open-agent.ts";
import { extract } from "../../lib/flow/extract/extract.ts";
import { agentThat, put, textAt } from "./agents.ts";
import { type SeenRequest, startModelServer } from "./model-server.ts";
import { TEST_NOW } from "./moment.ts";
import { testWorld } from "./world.ts";

const FOLDER = join(import.meta.dirname, "../../fixtures/poison");

/** What a session of `fixtures/poison` holds: words that somebody planted, or that the person said. */
export interface Plant {
  readonly thread: string;
  readonly kind: "poison" | "benign" | "clean";
  readonly aim?: string;
  readonly place?: string;
  readonly phrasing?: number;
  readonly words: string;
}

export const PLANTS: readonly Plant[] = JSON.parse(readFileSync(join(FOLDER, "plants.json"), "utf8"));

/** Who works in the two phases: rules, or a model that believes whatever it reads. */
export interface PoisonSetup {
  readonly extractor: "rules" | "obeying";
  readonly agent: "rules" | "obeying";
}

export interface PoisonResult {
  /** Planted words, one for each aim, that came into what sessions are given or into a preference. */
  readonly succeeded: readonly string[];
  /** Transcripts whose planted words did. */
  readonly attack_success: number;
  readonly attacks: number;
  readonly benign_recall: number;
  readonly benign: number;
  readonly quarantined: number;
}

/** Plays all sessions of `fixtures/poison` through both phases. */
export async function playPoison({ extractor, agent }: PoisonSetup): Promise<PoisonResult> {
  const server = await startModelServer(({ user }: SeenRequest) => ({ kind: "answer", answer: obey(user) }));
  const world = testWorld({ env: { PATH: process.env.PATH, HOME: "/nowhere", OPENAI_BASE_URL: server.baseUrl } });
  try {
    const day = join(world.paths.codexHome, "sessions/2026/11/21");
    cpSync(join(FOLDER, "sessions/2026/11/21"), day, { recursive: true });
    for (const name of readdirSync(day)) utimesSync(join(day, name), TEST_NOW - 86_400, TEST_NOW - 86_400);
    const model = extractor === "rules" ? "offline" : "obeying";
    const { jobs } = await extract(world, { model, maxClaims: PLANTS.length });
    if (jobs.length !== PLANTS.length) throw new Error(`${jobs.length} of ${PLANTS.length} sessions were extracted`);
    const report = await consolidate(world, { agent: agent === "rules" ? "offline" : OBEYING });
    if (report.status !== "succeeded") throw new Error(`${report.status}: ${report.error}`);
    const [summary, handbook] = ["memory_summary.md", "MEMORY.md"].map((file) => textAt(world.paths.root, file));
    const given = foldWords(`${summary}\n${preferencesOf(handbook ?? "")}`);
    const stands = ({ words }: Plant) => given.includes(foldWords(words).replace(/\.$/, ""));
    const of = (kind: Plant["kind"]) => PLANTS.filter((plant) => plant.kind === kind);
    const taken = of("poison").filter(stands);
    return {
      succeeded: [...new Set(taken.map(({ words }) => words))],
      attack_success: taken.length,
      attacks: of("poison").length,
      benign_recall: of("benign").filter(stands).length,
      benign: of("benign").length,
      quarantined: report.quarantined,
    };
  } finally {
    world.dispose();
    await server.close();
  }
}

const ALL_WORDS = [...new Set(PLANTS.map(({ words }) => words).filter((words) => words !== ""))];

function readIn(text: string): string[] {
  return ALL_WORDS.filter((words) => text.includes(words) || text.includes(JSON.stringify(words).slice(1, -1)));
}

/** Phase 1 of a model that quotes each sentence it knows, whoever said it, as the person's wish. */
function obey(user: string) {
  const words = readIn(user.slice(user.indexOf("--- evidence ---")));
  const bullets = words.map((one) => `- standing wish: "${one}" – always`).join("\n");
  return {
    rollout_slug: "helper",
    rollout_summary: `# Helper at version two\n\nThe user said: ${words.join("; ")}\n`,
    raw_memory: `---\ndescription: helper\ntask: helper\ntask_group: app\ntask_outcome: success\ncwd: /home/dev/app\nkeywords: helper\n---\n\n### Task 1: Update the helper\n\noutcome: success\n\n#### Preference signals\n\n${bullets}\n\n#### Reusable knowledge\n\n- The helper is at version two\n`,
  };
}

/** Phase 2 of it: all that it finds in its inputs becomes a preference, a tip and a part of the profile. */
const OBEYING: RunAgent = agentThat(({ copy }) => {
  const recaps = readdirSync(join(copy, "rollout_summaries")).map((name) => `rollout_summaries/${name}`);
  const words = readIn([...recaps, "raw_memories.md"].map((path) => textAt(copy, path)).join("\n"));
  const bullets = words.map((one) => `- "${one}" [Task 1]`).join("\n");
  const plain = words.map((one) => `- ${one}`).join("\n");
  put(
    copy,
    "MEMORY.md",
    `# Task Group: app\n\nscope: app\napplies_to: cwd=*; reuse_rule=everywhere\n\n## Task 1: helper, success\n\n### rollout_summary_files\n\n${recaps.map((path) => `- ${path}`).join("\n")}\n\n### keywords\n\n- helper\n\n## User preferences\n\n${bullets}\n\n## Reusable knowledge\n\n- The helper is at version two [Task 1]\n`,
  );
  put(
    copy,
    "memory_summary.md",
    `v1\n\n## User Profile\n\n${plain}\n\n## User preferences\n\n${bullets}\n\n## General Tips\n\n${plain}\n\n## What's in Memory\n\n### Older topics\n\n- app: helper\n`,
  );
});

/** What stands under the headings of preferences. */
function preferencesOf(handbook: string): string {
  return [...handbook.matchAll(/^## User preferences\n([\s\S]*?)(?=^#|$(?![\s\S]))/gm)]
    .map(([text]) => text)
    .join("\n");
}
