import { redact } from "../redact/redact.ts";
import { byteOrder } from "../text/byte-order.ts";
import { firstLine } from "./agent-mode.ts";
import { HANDBOOK_FILE, SUMMARY_FILE, SUMMARY_VERSION_LINE } from "./paths.ts";
import { summaryReferences } from "./summary-references.ts";
import { FILE_MAX_BYTES, isWritable, WRITABLE_PATHS } from "./tool-policy.ts";
import type { Snapshot } from "./tree.ts";

export type RuleName = "files" | "version" | "writable" | "kinds" | "size" | "references" | "secrets";

/** One breach of a rule. `inherited`: it was so before the agent came, who has not touched that file. */
export interface Finding {
  readonly rule: RuleName;
  readonly path: string;
  readonly message: string;
  readonly inherited: boolean;
}

export interface RuleView {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Paths that the agent added, changed or deleted. */
  readonly changed: ReadonlySet<string>;
}

interface RuleResult {
  readonly findings: readonly Finding[];
  readonly redactions?: readonly { readonly path: string; readonly text: string; readonly count: number }[];
}

/** A rule as the agent is told it and as it is judged by it. */
export interface Rule {
  readonly name: RuleName;
  /** One sentence or two of the agent's instructions. */
  readonly text: string;
  judge(view: RuleView): RuleResult;
}

/** The one table of rules: the instructions list its texts, verification runs its judges. */
export const RULES: readonly Rule[] = [
  {
    name: "files",
    text: `\`${HANDBOOK_FILE}\` and \`${SUMMARY_FILE}\` exist, are UTF-8 text and are not empty.`,
    judge: (view) => ({ findings: [HANDBOOK_FILE, SUMMARY_FILE].flatMap((path) => judgeCoreFile(view, path)) }),
  },
  {
    name: "version",
    text: `The first line of \`${SUMMARY_FILE}\` is exactly \`${SUMMARY_VERSION_LINE}\`: nothing before it, nothing after it on the line.`,
    judge: (view) => ({ findings: judgeVersion(view) }),
  },
  {
    name: "writable",
    text: `Nothing is added, changed or deleted but ${WRITABLE_PATHS.map((path) => `\`${path}\``).join(", ")}. All other files are inputs to read.`,
    judge: ({ changed, before, after }) => ({
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
    judge: (view) => ({ findings: inOrder(view.changed).flatMap((path) => judgeKind(view, path)) }),
  },
  {
    name: "size",
    text: `No file you write is larger than 1 MiB (${FILE_MAX_BYTES} bytes).`,
    judge: ({ changed, after }) => ({
      findings: inOrder(changed)
        .filter((path) => isWritable(path) && (after.tree.get(path)?.size ?? 0) > FILE_MAX_BYTES)
        .map((path) =>
          failure("size", path, `has ${after.tree.get(path)?.size} bytes; at most ${FILE_MAX_BYTES} are allowed`),
        ),
    }),
  },
  {
    name: "references",
    text: "Each `rollout_summaries/…` path that you write names a file that is there now, in full and with its `.md`.",
    judge: (view) => ({ findings: judgeReferences(view) }),
  },
  {
    name: "secrets",
    text: "No passwords, keys, tokens or other secrets, also not in names of files. What looks like one is taken out of the text and counted.",
    judge: (view) => judgeSecrets(view),
  },
];

function failure(rule: RuleName, path: string, message: string): Finding {
  return { rule, path, message, inherited: false };
}

function inOrder(paths: Iterable<string>): string[] {
  return [...paths].toSorted(byteOrder);
}

function judgeCoreFile({ after, changed }: RuleView, path: string): Finding[] {
  const entry = after.tree.get(path);
  if (entry === undefined) return [failure("files", path, "is missing")];
  const inherited = !changed.has(path);
  const found = (message: string): Finding[] => [{ rule: "files", path, message, inherited }];
  if (entry.kind !== "file") return found("is not a regular file");
  const bytes = after.bytes.get(path);
  // Not read because it is too large, which is another rule's matter.
  if (bytes === undefined) return [];
  const text = decodeUtf8(bytes);
  if (text === undefined) return found("is not UTF-8 text");
  return text.trim() === "" ? found("is empty") : [];
}

function judgeVersion({ after, changed }: RuleView): Finding[] {
  const bytes = after.bytes.get(SUMMARY_FILE);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  if (text === undefined || firstLine(text) === SUMMARY_VERSION_LINE) return [];
  const message = `the first line is ${JSON.stringify(firstLine(text).slice(0, 60))}, not exactly "${SUMMARY_VERSION_LINE}"`;
  return [{ rule: "version", path: SUMMARY_FILE, message, inherited: !changed.has(SUMMARY_FILE) }];
}

function judgeKind({ before, after }: RuleView, path: string): Finding[] {
  const [was, is] = [before.tree.get(path), after.tree.get(path)];
  if (is === undefined) return [];
  if (is.kind !== "file") {
    const what = is.kind === "link" ? "a symbolic link" : "neither a folder nor a regular file of its own";
    return [failure("kinds", path, `is ${what}`)];
  }
  if (!is.executable) return [];
  const inherited = was?.kind === "file" && was.executable;
  return [{ rule: "kinds", path, message: "has an execute bit", inherited }];
}

function judgeReferences({ before, after, changed }: RuleView): Finding[] {
  const known = new Set<string>();
  for (const bytes of before.bytes.values()) for (const path of referencesIn(bytes)) known.add(path);
  return inOrder(after.bytes.keys()).flatMap((path) =>
    inOrder(referencesIn(after.bytes.get(path)))
      .filter((reference) => after.tree.get(reference)?.kind !== "file")
      .map((reference): Finding => {
        const inherited = !changed.has(path) || known.has(reference);
        return { rule: "references", path, message: `${reference} does not exist`, inherited };
      }),
  );
}

function referencesIn(bytes: Uint8Array | undefined): Set<string> {
  // Also of a file that is not UTF-8: what it named before is no new reference.
  return bytes === undefined ? new Set() : summaryReferences(new TextDecoder().decode(bytes));
}

function judgeSecrets({ after, changed }: RuleView): RuleResult {
  const findings: Finding[] = [];
  const redactions: { path: string; text: string; count: number }[] = [];
  for (const path of inOrder(changed)) {
    if (!isWritable(path) || !after.tree.has(path)) continue;
    if (redact(path).findings.length > 0)
      findings.push(failure("secrets", redact(path).text, "the name holds a secret"));
    const bytes = after.bytes.get(path);
    const text = bytes === undefined || bytes.includes(0) ? undefined : decodeUtf8(bytes);
    if (text === undefined) continue;
    const clean = redact(text);
    if (clean.text !== text) redactions.push({ path, text: clean.text, count: clean.findings.length });
  }
  return { findings, redactions };
}

/** The text of bytes that are UTF-8, a byte order mark kept; undefined when they are not. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
