import { isAdHoc } from "./checks.ts";
import type { CommandRun } from "./command-run.ts";
import { isWorking, nameOf, type Segment } from "./command-text.ts";

/** A command that failed, and the later run with the same aim that did not. */
export interface Failure {
  readonly run: CommandRun;
  readonly workedLater: CommandRun | undefined;
  /** The agent's claim that no run supports. */
  readonly claim: string | undefined;
}

/** What failures are looked for in: the runs of one turn, and what the agent said last in it. */
export interface RanTurn {
  readonly runs: readonly CommandRun[];
  readonly answers: readonly string[];
}

/** A session that fails more often has nothing more to say by it. */
const FAILURES_MAX = 40;
/** What worked is looked for in so many runs after a failure. */
const LATER_RUNS_MAX = 200;

/** The failures of a session by the place of their turn, each aim once, in the order in which they first failed. */
export function failuresOf(turns: readonly RanTurn[]): ReadonlyMap<number, readonly Failure[]> {
  const runs = turns.flatMap((turn, at) => turn.runs.map((run) => ({ run, at })));
  const answers = turns.flatMap((turn, at) => turn.answers.map((text) => ({ text, at })));
  const told: Segment[] = [];
  const found = new Map<number, Failure[]>();
  for (const [place, { run, at }] of runs.entries()) {
    if (run.ended !== "failed" || !isTelling(run) || told.length >= FAILURES_MAX) continue;
    if (told.some((other) => other.program === run.segment.program && isSameAim(other, run.segment))) continue;
    told.push(run.segment);
    const later = runs.slice(place + 1, place + 1 + LATER_RUNS_MAX).map((one) => one.run);
    const workedLater = later.find(
      (other) => other.ended === "ok" && (isSameAim(other.segment, run.segment) || mends(other, run)),
    );
    const claim = answers.find(
      ({ text, at: of }) => of >= at && mentions(text, run.segment.text) && CLAIMS.test(text),
    )?.text;
    found.set(at, [
      ...(found.get(at) ?? []),
      { run, workedLater, claim: workedLater === undefined ? claim : undefined },
    ]);
  }
  return found;
}

/** What a shell is given on the spot is a command like any other. */
const SHELLS = /^(?:sh|bash|zsh|dash|ash|pwsh|powershell)$/;

/** Looking for a file that is not there teaches nothing; sharing work that was refused does. */
function isTelling({ segment }: CommandRun): boolean {
  if (isWorking(segment) && isAdHoc(segment) && !SHELLS.test(nameOf(segment.program))) return false;
  return (
    isWorking(segment) ||
    (segment.program === "git" &&
      /^(?:push|pull|merge|rebase|clone|commit|cherry-pick|apply|am)$/.test(segment.words[0] ?? ""))
  );
}

const isTarget = (word: string) => /[./\\:]/.test(word) && !/^[\d,$]+p?$/.test(word.replaceAll(/['"]/g, ""));
/** Programs that differ in name and run the same thing. */
const SAME_PROGRAMS: readonly RegExp[] = [
  /^(?:npm|pnpm|yarn|bun|npx|bunx)$/,
  /^(?:sh|bash|zsh|dash|ash)$/,
  /^python[\d.]*$/,
  /^pip[\d.]*$/,
  /^(?:docker|podman)$/,
  /^(?:mvnw?|gradlew?)$/,
];

/** Whether two commands aim at the same thing: one program or its like, and the same target or the same arguments. */
export function isSameAim(a: Segment, b: Segment): boolean {
  if (a.text === b.text) return true;
  const [one, other] = [nameOf(a.program), nameOf(b.program)];
  const alike = one === other || SAME_PROGRAMS.some((family) => family.test(one) && family.test(other));
  const [first, second] = [a.words.filter((word) => word !== "run"), b.words.filter((word) => word !== "run")];
  if (!alike) return first.length > 0 && first.join(" ") === second.join(" ") && isWorking(a) && isWorking(b);
  const [targets, others] = [first.filter(isTarget), second.filter(isTarget)];
  if (targets.length > 0 && others.length > 0) return targets.some((target) => others.includes(target));
  if (first.length === 0 || second.length === 0) return first.length === second.length;
  return first[0] === second[0] && (targets.length === 0 || others.length === 0 || first.length === 1);
}

/** Whether the error of a failure names what a later command set right. */
function mends(other: CommandRun, { errorLine, segment }: CommandRun): boolean {
  if (!isWorking(other.segment)) return false;
  const named = [...errorLine.matchAll(/['"`‘]([\w@./-]{3,60})['"`’]|\b([\w@./-]{3,60}): (?:command )?not found/g)]
    .map(([, quoted, missing]) => quoted ?? missing ?? "")
    .filter((name) => !segment.words.includes(name));
  return named.some((name) => other.segment.words.includes(name));
}

/** The command stands in the text, and not as the end of a longer one. */
function mentions(text: string, command: string): boolean {
  const at = text.indexOf(command);
  return at !== -1 && !/[\w./-]/.test(text.charAt(at - 1));
}

const CLAIMS = /\b(?:pass(?:es|ed)?|clean|works?|fixed|done|green|succeed(?:s|ed)?|0 errors|no errors|ok)\b/i;
