import { cpSync } from "node:fs";
import { snapshot } from "../../helpers/snapshot.ts";
import { changes } from "../changes.ts";
import type { InstalledClient } from "../install-client.ts";
import { runOwn } from "../own-binary.ts";
import type { Report } from "../report.ts";
import { asTheClientKept } from "./as-the-client-kept.ts";
import { CodexHome } from "./codex-home.ts";
import { decisionProblems, indexHome, type Memories, threadProblems } from "./compare-threads.ts";
import { LiveSessions } from "./live-sessions.ts";
import type { LivedThread } from "./lived-thread.ts";
import { readPlan } from "./plan.ts";
import { rulesProblems } from "./rules-only.ts";
import { ScriptedModel } from "./scripted-model.ts";
import { usageProblems } from "./usage-scan.ts";

const DAY_MS = 86_400_000;
/** So long must nothing be written before a client is taken to be at rest. */
const REST_MS = 500;
const LOOKS = 20;

/** How one plan is lived through. */
export interface PlanRun {
  readonly plan: string;
  /** What the checks are called after. */
  readonly label: string;
  /** Settings over the plan's own, such as another model. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Parameters of every session's start under the plan's own. */
  readonly start: Readonly<Record<string, unknown>>;
  /** Whether this version must know every step; else what it refuses is said and passed over. */
  readonly mustKnow: "every step" | "what it knows";
  /** Whether the model must have been given its tools in code mode. */
  readonly codeMode?: boolean;
}

/** Lives through a plan, then compares what our binary makes of the home with what was said in it. */
export async function checkPlan(report: Report, client: InstalledClient, run: PlanRun): Promise<void> {
  const model = new ScriptedModel();
  await model.start();
  const home = new CodexHome(client, () => model.port);
  const sessions = new LiveSessions(home, model, run.start);
  try {
    const plan = readPlan(run.plan, home.dir);
    home.makeProjects(plan.projects);
    home.configure(plan, model.port, run.config);
    await sessions.live(plan);
    await compareLive(report, run, home, sessions);
    await sessions.stop();
    compare(report, run, home, sessions);
  } finally {
    await sessions.stop();
    await model.stop();
    home.remove();
  }
}

/** Our binary on the home of a client that runs: it decides as later, and touches nothing there. */
async function compareLive(report: Report, run: PlanRun, home: CodexHome, sessions: LiveSessions): Promise<void> {
  const memories = memoriesOn(home, home.codexHome, "live");
  const before = await atRest(home.codexHome);
  const indexed = indexHome(memories);
  const after = clientsFiles(home.codexHome);
  const wrong = threadsOf(run, home, sessions).flatMap((thread) =>
    decisionProblems(thread, indexed).map((problem) => `${thread.name}: ${problem}`),
  );
  report.check(`${run.label}: decisions while the client runs`, wrong);
  report.check(`${run.label}: the home of the running client is as it was`, changes(before, after));
}

/** Runs our binary on a codex home, a day after everything in it. */
function memoriesOn(home: CodexHome, codexHome: string, ownHome: string): Memories {
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
  const own = ["--home", home.beside(ownHome), "--codex-home", codexHome, "--now", tomorrow];
  return (...args) => runOwn(home.dir, [...args, ...own]);
}

function threadsOf(run: PlanRun, home: CodexHome, sessions: LiveSessions): readonly LivedThread[] {
  const lived = [...sessions.threads.values()];
  return run.mustKnow === "every step" ? lived : asTheClientKept(lived, home);
}

/** The client's files once it has written what it had to write after the last turn. */
async function atRest(codexHome: string): Promise<Record<string, string>> {
  let now: Record<string, string> = {};
  for (let i = 0; i < LOOKS; i += 1) {
    const then = now;
    await Bun.sleep(REST_MS);
    try {
      now = clientsFiles(codexHome);
    } catch (error) {
      // A file of the client that was there when the folder was listed, and gone when it was opened: not at rest yet.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      now = {};
    }
    if (i > 0 && changes(then, now).length === 0) break;
  }
  return now;
}

/** But for its log and its queue, which it writes at any time. */
function clientsFiles(codexHome: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(snapshot(codexHome)).filter(([name]) => !/^(logs?[_/]|queue_|tmp)/.test(name)),
  );
}

function compare(report: Report, run: PlanRun, home: CodexHome, sessions: LiveSessions): void {
  const copy = home.beside("copy");
  cpSync(home.codexHome, copy, { recursive: true, preserveTimestamps: true });
  const memories = memoriesOn(home, copy, "memories");
  const before = snapshot(copy);
  const indexed = indexHome(memories);
  const threads = threadsOf(run, home, sessions);
  for (const thread of threads) report.check(`${run.label}/${thread.name}`, threadProblems(thread, indexed, memories));
  const known = new Set([...threads.map(({ id }) => id), ...sessions.abandoned]);
  const strays = [...indexed.decisions].filter(([id, decision]) => !known.has(id) && decision === "claim");
  report.check(
    `${run.label}: nothing is claimed that no person began`,
    strays.map(([id]) => id),
  );
  report.check(`${run.label}: reads of memory are counted`, usageProblems(threads, memories, copy));
  report.check(`${run.label}: memory made by rules`, rulesProblems(threads, memories, home.beside("memories")));
  report.check(`${run.label}: the client's home is as it was`, changes(before, snapshot(copy)));
  if (run.codeMode === true) {
    const plain = threads.filter(({ turns }) => !turns.some(({ codeMode }) => codeMode));
    report.check(
      `${run.label}: the model was in code mode`,
      plain.map(({ name }) => name),
    );
  }
  const refused = [...sessions.unsupported].map(([name, why]) => `${name}: ${why.slice(0, 160)}`);
  if (run.mustKnow === "every step") report.check(`${run.label}: the client knows every step`, refused);
  else for (const line of refused) report.say(`  --   ${run.label}: this version cannot live through ${line}`);
}
