import { FILE_MAX_BYTES, isWritable } from "../consolidate/agent/tool-policy.ts";
import { HANDBOOK_FILE, SUMMARY_FILE } from "../consolidate/paths.ts";
import { changedPaths, type Snapshot, sameEntry, type Tree } from "../tree/tree.ts";
import type { Finding, RuleView } from "./finding.ts";
import { RULES } from "./verify-rules.ts";

/** What verification says of a tree. */
export interface Verification {
  /** What the agent did wrong; nothing of it may reach the root while there is one. In the order of the rules. */
  readonly failures: readonly Finding[];
  /** What was wrong before the agent came and still is: a person's business, to be said and not failed. */
  readonly reported: readonly Finding[];
  /** Files to be rewritten in the copy, as their text without secrets. */
  readonly redactions: ReadonlyMap<string, string>;
  /** Secrets removed, over all files. */
  readonly redacted: number;
}

/** A file a person left larger than this is not read to find the references it already had. */
const READ_MAX_BYTES = 16 * FILE_MAX_BYTES;

/** The files whose bytes `verifyTree` needs, of the tree before the agent and of the one after it. */
export function filesToRead(before: Tree, after: Tree): { readonly before: string[]; readonly after: string[] } {
  const readable = (tree: Tree, path: string, max: number) => {
    const entry = tree.get(path);
    return entry?.kind === "file" && entry.size <= max;
  };
  const isCore = (path: string) => path === HANDBOOK_FILE || path === SUMMARY_FILE;
  return {
    before: [...before.keys()].filter((path) => isWritable(path) && readable(before, path, READ_MAX_BYTES)),
    after: [...after.keys()].filter(
      (path) =>
        isWritable(path) &&
        readable(after, path, FILE_MAX_BYTES) &&
        (isCore(path) || !sameEntry(before.get(path), after.get(path))),
    ),
  };
}

/** Verifies what the agent left against what it was given, by the one table of rules. */
export function verifyTree(before: Snapshot, after: Snapshot): Verification {
  const view: RuleView = { before, after, changed: new Set(changedPaths(before.tree, after.tree)) };
  const findings: Finding[] = [];
  const redactions = new Map<string, string>();
  let redacted = 0;
  for (const rule of RULES) {
    const result = rule.check(view);
    findings.push(...result.findings);
    for (const { path, text, count } of result.redactions ?? []) {
      redactions.set(path, text);
      redacted += count;
    }
  }
  return {
    failures: findings.filter(({ inherited }) => !inherited),
    reported: findings.filter(({ inherited }) => inherited),
    redactions,
    redacted,
  };
}

/** A finding as one line, for the agent, an error text and a report. */
export function renderFinding(finding: Finding): string {
  return `${JSON.stringify(finding.path).slice(1, -1)}: ${finding.message}`;
}
