import { FILE_MAX_BYTES, isWritable, WRITABLE_PATHS } from "../consolidate/agent/tool-policy.ts";
import { HANDBOOK_FILE, SUMMARY_FILE, SUMMARY_VERSION_LINE } from "../consolidate/paths.ts";
import type { RuleName, RuleResult, RuleView } from "./finding.ts";
import {
  checkCoreFile,
  checkKind,
  checkReferences,
  checkSecrets,
  checkVersion,
  failure,
  inOrder,
} from "./rule-checks.ts";

/** A rule as the agent is told it and as it is checked by it. */
export interface Rule {
  readonly name: RuleName;
  /** One sentence or two of the agent's instructions. */
  readonly text: string;
  check(view: RuleView): RuleResult;
}

/** The one table of rules: the instructions list its texts, verification runs its checks. */
export const RULES: readonly Rule[] = [
  {
    name: "files",
    text: `\`${HANDBOOK_FILE}\` and \`${SUMMARY_FILE}\` exist, are UTF-8 text and are not empty.`,
    check: (view) => ({ findings: [HANDBOOK_FILE, SUMMARY_FILE].flatMap((path) => checkCoreFile(view, path)) }),
  },
  {
    name: "version",
    text: `The first line of \`${SUMMARY_FILE}\` is exactly \`${SUMMARY_VERSION_LINE}\`: nothing before it, nothing after it on the line.`,
    check: (view) => ({ findings: checkVersion(view) }),
  },
  {
    name: "writable",
    text: `Nothing is added, changed or deleted but ${WRITABLE_PATHS.map((path) => `\`${path}\``).join(", ")}. All other files are inputs to read.`,
    check: ({ changed, before, after }) => ({
      findings: inOrder(changed)
        .filter((path) => !isWritable(path))
        .map((path) => {
          const was = before.tree.has(path) ? (after.tree.has(path) ? "changed" : "deleted") : "added";
          return failure("writable", path, `was ${was}, but is not writable`);
        }),
    }),
  },
  {
    name: "kinds",
    text: "Nothing appears but folders and regular files without an execute bit: no links, no programs.",
    check: (view) => ({ findings: inOrder(view.changed).flatMap((path) => checkKind(view, path)) }),
  },
  {
    name: "size",
    text: `No file you write is larger than 1 MiB (${FILE_MAX_BYTES} bytes).`,
    check: ({ changed, after }) => ({
      findings: inOrder(after.tree.keys())
        .filter((path) => isWritable(path) && (after.tree.get(path)?.size ?? 0) > FILE_MAX_BYTES)
        .map((path) => ({
          rule: "size",
          path,
          message: `has ${after.tree.get(path)?.size} bytes; at most ${FILE_MAX_BYTES} are allowed`,
          inherited: !changed.has(path),
        })),
    }),
  },
  {
    name: "references",
    text: "Each `rollout_summaries/…` path that you write names a file that is there now, in full and with its `.md`.",
    check: (view) => ({ findings: checkReferences(view) }),
  },
  {
    name: "secrets",
    text: "No passwords, keys, tokens or other secrets, also not in names of files. What looks like one is taken out of the text and counted.",
    check: (view) => checkSecrets(view),
  },
];
