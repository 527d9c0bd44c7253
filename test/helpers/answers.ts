import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import type { SessionStep } from "../../lib/core/evidence/ran.ts";
import { redactCut } from "../../lib/core/redact/redact-cut.ts";
import { readEvidence } from "../../lib/edge/transcripts/read-evidence.ts";
import { copyHome, sessionsIn, stepsOf } from "./agent-home.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");
const BUDGET_BYTES = 723_520;

/** What is wanted of a memory, with the line of the transcript where it stands. */
export interface Wanted {
  readonly kind: "wish" | "fact";
  readonly text: string;
  readonly line?: number;
}

/** A session, and what its memory must and must not hold. */
export interface Answer {
  readonly agent: RecordAgent | "codex";
  /** Below `fixtures/`. */
  readonly home: string;
  readonly file: string;
  readonly cwd: string;
  readonly language: string;
  readonly style: string;
  readonly form: string;
  readonly wanted: readonly Wanted[];
  readonly unwanted: readonly string[];
  readonly fine: readonly string[];
}

export const ANSWERS: readonly Answer[] = JSON.parse(readFileSync(join(FIXTURES, "answers/answers.json"), "utf8"));

/** The steps of every session that has answers, read from their transcripts. */
export async function answeredSteps(): Promise<{ answer: Answer; steps: readonly SessionStep[] }[]> {
  const homes = new Map<RecordAgent, ReturnType<typeof copyHome>>();
  const read = async (answer: Answer): Promise<readonly SessionStep[]> => {
    const { agent, home, file } = answer;
    if (agent === "codex") {
      const parts = [{ path: join(FIXTURES, home, file), end: undefined }];
      const { steps } = await readEvidence(parts, { budgetBytes: BUDGET_BYTES, redact: redactCut, steps: "collect" });
      return steps;
    }
    const copied = home.startsWith("agents/") ? (homes.get(agent) ?? copyHome(agent)) : undefined;
    if (copied !== undefined) homes.set(agent, copied);
    const folder = copied?.home ?? join(FIXTURES, home, LAYOUTS[agent].home);
    const name = file.replace(/\.zst$/, "");
    const session = sessionsIn(agent, folder).find(({ files }) => files.some(({ path }) => path.endsWith(`/${name}`)));
    if (session === undefined) throw new Error(`no session of ${agent} is in ${file}`);
    const steps = await stepsOf(session);
    return steps.filter((step) => step.kind === "row" || step.kind === "ran");
  };
  try {
    const all: { answer: Answer; steps: readonly SessionStep[] }[] = [];
    for (const answer of ANSWERS) all.push({ answer, steps: await read(answer) });
    return all;
  } finally {
    for (const { person } of homes.values()) rmSync(person, { recursive: true, force: true });
  }
}
