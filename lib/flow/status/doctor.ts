import { DEFAULT_EXTRACT_MODEL } from "../../core/constants.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { isLoopback, resolveEndpoint } from "../../core/model/endpoint.ts";
import { chooseModel } from "../../core/model/model-choice.ts";
import { redactText } from "../../core/redact/redact.ts";
import { requireGit } from "../../edge/git/run/require-git.ts";
import { type FolderInspection, holdsSomething, inspectFolder } from "../../edge/host/inspect-folder.ts";
import { readJournal } from "../../edge/root/journal-file.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { listAside } from "../../edge/root/working-folders.ts";
import { countState } from "../../edge/state/jobs/counts.ts";
import { newestTimes } from "../../edge/state/memory/newest-times.ts";
import { leaseNow } from "../../edge/state/open/clock.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { checkRootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import { rootStatus } from "../root/root-status.ts";
import type { World } from "../world.ts";
import { checkCopies } from "./check-copies.ts";
import { checkFileSystem, checkFiles } from "./check-files.ts";
import { checkLeases } from "./check-leases.ts";
import { checkConsolidation, checkExtraction } from "./check-model.ts";
import { checkSessions } from "./check-sessions.ts";
import { checkTimes } from "./check-times.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";
import { mendValues } from "./mend-values.ts";
import { otherMachines } from "./other-machines.ts";
import { describeUnread, type UnreadAgent, unreadAgents } from "./unread-agents.ts";

export interface Check extends Finding {
  readonly name: string;
}
export interface DoctorReport {
  readonly command: "doctor";
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** A consolidation copies the folder and its baseline; below this much free space it may not get through. */
const LOW_SPACE_BYTES = 256 * 1024 * 1024;
/** The database's clock and ours may differ by this many seconds before leases suffer. */
const CLOCK_SKEW_SECONDS = 60;

/** Looks at everything the pipeline needs. Each check stands alone: one that throws is that check's failure. */
export async function doctor(
  world: World,
  options: { readonly warnings: readonly string[]; readonly online: "ask" | "stay_offline"; readonly model?: string },
): Promise<DoctorReport> {
  const checks: [string, () => Finding | Promise<Finding>][] = [
    ["git", () => checkGit(world)],
    ["config", () => checkConfig(options.warnings)],
    ["home", () => checkHome(world)],
    ["files", () => checkFiles(world)],
    ["file system", () => checkFileSystem(world)],
    ["root", () => checkRoot(world)],
    ["transcripts", () => checkTranscripts(world)],
    ["state", () => checkState(world)],
    ["copies", () => checkCopies(world, world.databaseFile())],
    ["clock", () => checkClock(world)],
    ["sessions", async () => checkSessions(await indexRollouts(world), await otherMachines(world))],
    ["agents", async () => checkAgents(world, await unreadAgents(world))],
    ["leases", () => checkLeases(world)],
    ["model", () => checkModel(world)],
    ["leftovers", () => checkLeftovers(world)],
  ];
  if (options.online === "ask") {
    checks.push(["extraction", () => checkExtraction(world, options.model)]);
    checks.push(["agent", () => checkConsolidation(world, options.model)]);
  }
  const done: Check[] = [];
  for (const [name, check] of checks) {
    // Without a database there is no clock to compare with and nothing indexed, and that is said already.
    const needsState = name === "clock" || name === "sessions" || name === "leases";
    if (needsState && done.some((each) => each.name === "state" && each.status === "failed")) continue;
    const { status, detail, hint } = await finding(check);
    // A configuration, a program's complaint or a URL may hold what nobody should paste into a ticket.
    done.push({ name, status, detail: redactText(detail), hint: hint === undefined ? undefined : redactText(hint) });
  }
  return { command: "doctor", ok: done.every((check) => check.status !== "failed"), checks: done };
}

async function finding(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (thrown) {
    const hint = thrown instanceof MemoriesError ? thrown.hint : undefined;
    return { status: "failed", detail: reasonOf(thrown), hint };
  }
}

async function checkGit({ env }: World): Promise<Finding> {
  await requireGit({ env });
  return ok("git is there and new enough");
}

function checkConfig(warnings: readonly string[]): Finding {
  if (warnings.length === 0) return ok("nothing to complain about");
  return warning(warnings.join("; "), "memories config shows what is in force");
}

function checkHome({ paths: { home } }: World): Finding {
  const inspection = inspectFolder(home);
  if (inspection.kind === "other") return failed(`${home} is not a folder`, "give another with --home DIR");
  if (!inspection.writable)
    return failed(`${home} cannot be written`, "make it yours, or give another with --home DIR");
  if (inspection.openToOthers) return warning(`${home} is open to other users`, `chmod 700 ${home}`);
  return (
    space(home, inspection) ?? ok(`${home}${inspection.kind === "absent" ? " will be made" : ""}, ${free(inspection)}`)
  );
}

const free = ({ freeBytes }: FolderInspection) => `${Math.floor(freeBytes / 1024 / 1024)} MiB free`;

function space(path: string, inspection: FolderInspection): Finding | undefined {
  if (inspection.freeBytes >= LOW_SPACE_BYTES) return undefined;
  return warning(`${path}: ${free(inspection)}`, "make room: a consolidation works on a copy of the folder");
}

/** A root that is not ours stops every consolidation, so that it is a failure here too. */
async function checkRoot(world: World): Promise<Finding> {
  const ownership = await checkRootOwnership(world);
  if (ownership.decision.kind === "refused") throw rootRefused(ownership);
  const { path } = ownership.inspection;
  const inspection = inspectFolder(path);
  if (!inspection.writable)
    return failed(`${path} cannot be written`, "make it yours, or give another with --root DIR");
  const { exists, ours, changes, reason } = await rootStatus(world);
  if (reason !== null) return failed(`${path}: ${reason}`, "inspection at it with memories diff");
  const state = !exists ? "will be made" : ours ? `ours, files changed since the last run: ${changes}` : "will be ours";
  return space(path, inspection) ?? ok(`${path}: ${state}`);
}

/** Another agent's sessions could become memories too; that they do not is a person's choice. */
function checkAgents({ settings: { from } }: World, unread: readonly UnreadAgent[]): Finding {
  const [first] = unread;
  const read = `${from.join(", ")} read`;
  if (first === undefined) return ok(read);
  return { ...ok([read, ...unread.map(describeUnread)].join("; ")), hint: first.command };
}

function checkTranscripts({ paths: { codexHome }, settings: { from } }: World): Finding {
  if (!from.includes("codex")) return ok("Codex is not read");
  const sessions = inspectFolder(`${codexHome}/sessions`);
  if (sessions.kind === "absent")
    return warning(`no ${codexHome}/sessions`, "give the codex home with --codex-home DIR");
  if (!sessions.readable) return failed(`${codexHome}/sessions cannot be read`, "make it readable to you");
  return ok(`${codexHome}/sessions`);
}

async function checkState(world: World): Promise<Finding> {
  const state = await world.state();
  const mended = await mendValues(state);
  const { outputs, stage1Jobs } = await countState(state);
  if (mended !== undefined) return warning(mended.message, "they are void now");
  return ok(`${outputs} memories, ${stage1Jobs.running} jobs running in ${state.url}`);
}

async function checkClock(world: World): Promise<Finding> {
  const state = await world.state();
  const skew = (await leaseNow(state)) - world.now;
  if (Math.abs(skew) > CLOCK_SKEW_SECONDS) {
    return warning(
      `the database's clock is ${skew} s ahead of this machine's`,
      "set both clocks: leases are judged by them",
    );
  }
  return checkTimes(world.now, await newestTimes(state));
}

function checkModel({ settings, env }: World): Finding {
  const choice = chooseModel({
    typed: undefined,
    configured: settings.extractModel,
    configuredNamed: settings.namedModels.has("extractModel"),
    fallback: DEFAULT_EXTRACT_MODEL,
  });
  if (choice.kind !== "live") return ok(`${settings.extractModel} needs no key`);
  try {
    const { baseUrl } = resolveEndpoint(env, choice, settings.plainHttp);
    if (settings.plainHttp === "allow" && isPlain(baseUrl))
      return warning(`${choice.id} at ${baseUrl}: keys and sessions go there without encryption`, "use https:");
    return ok(`${choice.id} at ${baseUrl}`);
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return warning(thrown.message, thrown.hint ?? "");
  }
}

async function checkLeftovers({ paths: { home, root } }: World): Promise<Finding> {
  const journal = readJournal(root) === undefined ? [] : ["an unfinished consolidation in the root"];
  const staging = holdsSomething(stagingFolder(home)) ? [`files in ${stagingFolder(home)}`] : [];
  const left = [...journal, ...staging];
  const aside = listAside(home);
  if (aside.length > 0) return warning(`could not be removed: ${aside.join(", ")}`, "look at it, and remove it");
  if (left.length === 0) return ok("none of crashed runs");
  return warning(left.join(", "), "the next memories consolidate clears them up, unless one is running now");
}

/** Whether an address beyond this machine is reached without encryption. */
function isPlain(baseUrl: string): boolean {
  const url = URL.parse(baseUrl);
  return url?.protocol === "http:" && !isLoopback(url.hostname);
}
