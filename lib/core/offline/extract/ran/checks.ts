import type { CommandRun } from "./command-run.ts";
import { isWorking, nameOf, type Segment } from "./command-text.ts";

/** What package managers and container tools do beside building, testing and running: fetch, add, remove, arrange. */
const ARRANGES =
  /^(?:install|i|ci|add|remove|rm|uninstall|update|upgrade|init|create|new|link|login|logout|publish|pull|push|fetch|get|cache|clean|dlx|sync|lock|freeze|export|up|down|stop|restart|mod|tidy|venv|fmt|format)$/;
const MANAGERS = new Set(
  "npm pnpm yarn bun pip pip3 uv poetry pipenv conda cargo go gem bundle composer mix docker podman kubectl helm terraform dotnet nuget deno mvn gradle flutter pod swift".split(
    " ",
  ),
);
const FETCHES = new Set(["curl", "wget", "http", "Invoke-WebRequest"]);
const INTERPRETERS = /^(?:python[\d.]*|node|ruby|perl|php|bun|deno|sh|bash|zsh|pwsh|powershell)$/;

/**
 * Whether a run can tell that the work holds: a test, a type check, a build, or the program itself. What only looks,
 * arranges packages, or runs a few lines of its own that change files can not.
 */
export function isCheck(segment: Segment): boolean {
  if (!isWorking(segment)) return false;
  const name = nameOf(segment.program);
  const [first = ""] = segment.words;
  if (FETCHES.has(name)) return /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b/.test(segment.text);
  if (MANAGERS.has(name) && (ARRANGES.test(first) || first === "")) return false;
  return !isAdHoc(segment);
}

/** A few lines given to an interpreter on the spot, from which nothing is learnt about the program. */
export function isAdHoc(segment: Segment): boolean {
  if (!INTERPRETERS.test(nameOf(segment.program))) return false;
  if (/\s-m\s/.test(segment.text)) return false;
  return segment.words.length === 0 || segment.options.some((option) => /^-(?:c|e|p|lc|Command)$/.test(option));
}

/** The last run that can tell, and how it ended. */
export function lastCheck(runs: readonly CommandRun[]): CommandRun | undefined {
  return runs.findLast(({ ended, segment }) => ended !== "unknown" && isCheck(segment));
}

/** What git does that a person can ask for by its name. */
const GIT_DEEDS = /^(?:commit|push|pull|merge|rebase|tag|clone|revert|cherry-pick)$/;
/** Packages and services are put in order by these, beside the managers of a language. */
const SYSTEM_MANAGERS = new Set(
  "brew apt apt-get dnf yum pacman apk choco winget scoop snap flatpak systemctl gh code".split(" "),
);
/** So much of a word tells it in its other forms and in other languages: `install`, `installiere`, `instala`. */
const STEM_CHARS = 6;
const NAME_MIN_CHARS = 3;
const SHORT_DEEDS: Readonly<Record<string, string>> = { i: "install", rm: "remove" };

/**
 * The last run that is what was asked for, where no check can tell: `brew install font-x` for "install the font x",
 * `git push` for "push it". Its end says whether the request was met.
 */
export function lastAskedFor(runs: readonly CommandRun[], request: string): CommandRun | undefined {
  const asked = request.toLowerCase();
  return runs.findLast(({ ended, segment }) => ended !== "unknown" && isAskedFor(segment, asked));
}

function isAskedFor({ program, words: [word = "", ...names] }: Segment, asked: string): boolean {
  const deed = SHORT_DEEDS[word] ?? word.toLowerCase();
  const stem = deed.slice(0, STEM_CHARS);
  if (stem.length < NAME_MIN_CHARS || !asked.split(/[^\p{L}\d-]+/u).some((said) => said.startsWith(stem))) return false;
  const name = nameOf(program);
  if (name === "git") return GIT_DEEDS.test(deed);
  const arranges = (MANAGERS.has(name) || SYSTEM_MANAGERS.has(name)) && ARRANGES.test(deed);
  return arranges && names.some((one) => namesIn(one).some((part) => asked.includes(part)));
}

/** The words in the name of a package: `@types/node` is `types` and `node`. */
function namesIn(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((part) => part.length >= NAME_MIN_CHARS);
}
