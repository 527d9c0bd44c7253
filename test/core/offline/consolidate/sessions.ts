import { renderRawMemories } from "../../../../lib/core/consolidate/raw-memories.ts";
import { renderRolloutSummary } from "../../../../lib/core/consolidate/rollout-summary.ts";
import { withFileNames } from "../../../../lib/core/consolidate/summary-file-name.ts";
import { planSync } from "../../../../lib/core/consolidate/sync-plan.ts";
import { consolidateOffline } from "../../../../lib/core/offline/consolidate/consolidate-offline.ts";
import { takeSteps } from "../../../../lib/core/steps.ts";
import type { FileContents } from "../../../../lib/core/tree/file-contents.ts";
import { memory } from "../../consolidate/reference-rows.ts";

/** A session as a test tells it. */
export interface Session {
  /** Position in time; also makes the thread id. */
  readonly n: number;
  readonly group: string;
  readonly title: string;
  readonly preferences?: readonly string[];
  readonly knowledge?: readonly string[];
  readonly failures?: readonly string[];
  /** In place of the text made from the above. */
  readonly raw?: string;
  /** Seconds after the usual time of the last change. */
  readonly later?: number;
}

const DAY = 86_400;
const START = Date.UTC(2026, 4, 1, 12) / 1_000;

/** Texts of files as their contents. */
export function contentsOf(texts: ReadonlyMap<string, string>): FileContents {
  const encoder = new TextEncoder();
  return new Map([...texts].map(([path, text]) => [path, encoder.encode(text)]));
}

/** The input files of these sessions, as a sync writes them. */
export function inputsOf(sessions: readonly Session[]): Map<string, string> {
  const selected = sessions.map((session) => {
    const at = START + session.n * DAY;
    const millis = (at * 1_000).toString(16).padStart(12, "0");
    return memory({
      threadId: `${millis.slice(0, 8)}-${millis.slice(8)}-7000-8000-${session.n.toString(16).padStart(12, "0")}`,
      sourceUpdatedAt: at + (session.later ?? 0),
      rolloutSlug: session.title,
      cwd: `/home/dev/${session.group}`,
      rawMemory: session.raw ?? rawMemory(session),
    });
  });
  const { summaries } = planSync(withFileNames(selected), { paths: [], foreign: new Set() });
  const texts = [...summaries].map(([path, row]): [string, string] => [path, renderRolloutSummary(row)]);
  return new Map([["raw_memories.md", renderRawMemories(selected)], ...texts]);
}

function rawMemory({ group, title, preferences = [], knowledge = [], failures = [] }: Session): string {
  const section = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${name}:`, ...lines.map((line) => `- ${line}`), ""];
  return [
    "---",
    `description: about ${title}`,
    `task: ${title}`,
    `task_group: ${group}`,
    "task_outcome: success",
    `cwd: /home/dev/${group}`,
    `keywords: ${group}, ${title.split(" ")[0]}`,
    "---",
    "",
    `### Task 1: ${title}`,
    "",
    ...section("Preference signals", preferences),
    ...section("Reusable knowledge", knowledge),
    ...section("Failures and how to do differently", failures),
    "References:",
    "- src/index.ts",
  ].join("\n");
}

/** A memory root as the rule-based consolidator keeps it: what was there after the last run, and what is there now. */
export interface Root {
  readonly baseline: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
}

export const EMPTY_ROOT: Root = { baseline: new Map(), files: new Map() };

/** One consolidation of these sessions (and other files, such as notes). */
export function consolidate(
  root: Root,
  sessions: readonly Session[],
  others: ReadonlyMap<string, string> = new Map(),
): Root {
  const written = ["MEMORY.md", "memory_summary.md"];
  const kept = [...root.files].filter(([path]) => written.includes(path));
  const current = new Map([...kept, ...inputsOf(sessions), ...others]);
  const { handbook, summary } = takeSteps(
    consolidateOffline({
      baseline: contentsOf(root.baseline),
      current: contentsOf(current),
    }),
  );
  const files = new Map([...current, ["MEMORY.md", handbook], ["memory_summary.md", summary]] as const);
  return { baseline: files, files };
}

/** The root after a person edited one of its two files. */
export function edited(root: Root, path: "MEMORY.md" | "memory_summary.md", edit: (text: string) => string): Root {
  const text = edit(root.files.get(path) ?? "");
  if (text === root.files.get(path)) throw new Error("the edit changes nothing");
  return { ...root, files: new Map([...root.files, [path, text]]) };
}

export const handbookOf = (root: Root): string => root.files.get("MEMORY.md") ?? "";
export const summaryOf = (root: Root): string => root.files.get("memory_summary.md") ?? "";

/** What differs between two texts, line by line: `-` and `+` lines with nothing around them. */
export function changedLines(before: string, after: string): string[] {
  const [was, is] = [before.split("\n"), after.split("\n")];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `-${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+${line}`),
  ];
}
