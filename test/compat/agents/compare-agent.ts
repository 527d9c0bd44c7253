import { cpSync } from "node:fs";
import { join } from "node:path";
import { snapshot } from "../../helpers/snapshot.ts";
import { changes } from "../changes.ts";
import { commandProblems } from "../command-rows.ts";
import { evidenceRows, fold } from "../evidence-rows.ts";
import { type OwnRun, reportOf, runOwn } from "../own-binary.ts";
import type { PersonHome } from "../person-home.ts";
import type { Report } from "../report.ts";
import { typedProblems } from "../typed-messages.ts";
import type { AgentDriver } from "./agent-driver.ts";
import { PROJECT } from "./conversation.ts";
import type { LivedSession } from "./drive-agent.ts";

interface Thread {
  readonly thread_id: string;
  readonly agent: string;
  readonly native_id: string | null;
  readonly source: string;
  readonly cwd: string;
  readonly title: string | null;
  readonly decision: string;
}

const DAY_MS = 86_400_000;
const SOURCES = { typed: "cli", headless: "exec" };

/** What our binary makes of a client's home, on a copy: its sessions and nothing else, each as it was lived through. */
export function compareAgent(
  report: Report,
  label: string,
  driver: AgentDriver,
  home: PersonHome,
  sessions: readonly LivedSession[],
): void {
  const copy = home.beside("copy");
  cpSync(home.dir, copy, { recursive: true, preserveTimestamps: true });
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
  const own = ["--from", driver.name, "--home", home.beside("memories"), "--now", tomorrow];
  const memories = (...args: string[]) => runOwn(copy, [...args, ...own]);
  const before = snapshot(join(copy, driver.folder));
  const { threads } = reportOf<{ threads: Thread[] }>(memories("threads", "--all", "--json"));
  const waiting = [...threads];
  for (const session of sessions) {
    const at = waiting.findIndex((thread) => isOf(thread, session, () => inputOf(thread, memories).stdout));
    const [thread] = at === -1 ? [] : waiting.splice(at, 1);
    const problems = thread === undefined ? ["not listed"] : sessionProblems(driver, home, session, thread, memories);
    report.check(`${label}: the ${session.kind} session`, problems);
  }
  const strays = waiting.filter(({ decision }) => decision === "claim" || decision === "over_limit");
  report.check(
    `${label}: nothing is claimed that nobody said`,
    strays.map(({ title, thread_id }) => `${thread_id}: ${title}`),
  );
  report.check(`${label}: the client's home is as it was`, changes(before, snapshot(join(copy, driver.folder))));
}

/** By its id where the client told it, else by its first words: a screen shows no id, a client may make up a title. */
function isOf(thread: Thread, { id, turns }: LivedSession, input: () => string): boolean {
  if (id !== undefined) return [thread.native_id, thread.thread_id].some((known) => known?.endsWith(id));
  const said = fold(turns[0]?.typed ?? "");
  return fold(thread.title ?? "").startsWith(said) || fold(input()).includes(said);
}

/** What would be sent of a session, its words among it. */
function inputOf({ thread_id, source }: Thread, memories: (...args: string[]) => OwnRun): OwnRun {
  return memories("extract", "--thread", thread_id, "--show-input", "--source", source);
}

function sessionProblems(
  driver: AgentDriver,
  home: PersonHome,
  session: LivedSession,
  thread: Thread,
  memories: (...args: string[]) => OwnRun,
): string[] {
  const { kind, turns } = session;
  const problems: string[] = [];
  if (thread.agent !== driver.name) problems.push(`agent ${thread.agent}`);
  if (thread.cwd !== join(home.dir, PROJECT)) problems.push(`cwd ${thread.cwd}`);
  const tells = kind === "typed" || driver.headlessSource === "exec";
  if (tells && thread.source !== SOURCES[kind]) problems.push(`source ${thread.source}, expected ${SOURCES[kind]}`);
  if (kind === "typed" && !["claim", "over_limit"].includes(thread.decision))
    problems.push(`decision ${thread.decision}, expected claim`);
  const shown = inputOf(thread, memories);
  if (shown.exit !== 0) return [...problems, `--show-input: exit ${shown.exit}: ${shown.stderr.slice(0, 500)}`];
  const rows = evidenceRows(shown.stdout);
  const typed = turns.map((turn) => turn.typed);
  const commands = turns.flatMap(({ ran }) => ran);
  return [...problems, ...typedProblems(rows, { typed, answers: [], unsaid: [] }), ...commandProblems(rows, commands)];
}
