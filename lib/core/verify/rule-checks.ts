import { firstLine } from "../consolidate/agent/agent-mode.ts";
import { isWritable } from "../consolidate/agent/tool-policy.ts";
import { SUMMARY_FILE, SUMMARY_VERSION_LINE } from "../consolidate/paths.ts";
import { redact } from "../redact/redact.ts";
import { byteOrder } from "../text/byte-order.ts";
import { isGitName } from "../tree/listed-file.ts";
import type { Tree } from "../tree/tree.ts";
import type { Finding, RuleName, RuleResult, RuleView } from "./finding.ts";
import { summaryReferences } from "./summary-references.ts";

/** A breach by the agent. */
export function failure(rule: RuleName, path: string, message: string): Finding {
  return { rule, path, message, inherited: false };
}

/** Paths in byte order, so that findings come the same way each time. */
export function inOrder(paths: Iterable<string>): string[] {
  return [...paths].toSorted(byteOrder);
}

/** One of the two files that must be there. */
export function checkCoreFile({ after, changed }: RuleView, path: string): Finding[] {
  const entry = after.tree.get(path);
  if (entry === undefined) return [failure("files", path, "is missing")];
  const inherited = !changed.has(path);
  const finding = (message: string): Finding[] => [{ rule: "files", path, message, inherited }];
  if (entry.kind !== "file") return finding("is not a regular file");
  const bytes = after.bytes.get(path);
  // Not read because it is too large, which is another rule's matter.
  if (bytes === undefined) return [];
  const text = decodeUtf8(bytes);
  if (text === undefined) return finding("is not UTF-8 text");
  return text.trim() === "" ? finding("is empty") : [];
}

/** The first line of the summary. */
export function checkVersion({ after, changed }: RuleView): Finding[] {
  const bytes = after.bytes.get(SUMMARY_FILE);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  if (text === undefined || firstLine(text) === SUMMARY_VERSION_LINE) return [];
  const message = `the first line is ${JSON.stringify(firstLine(text).slice(0, 60))}, not exactly "${SUMMARY_VERSION_LINE}"`;
  return [{ rule: "version", path: SUMMARY_FILE, message, inherited: !changed.has(SUMMARY_FILE) }];
}

/** What kind of file a changed path is. */
export function checkKind({ before, after }: RuleView, path: string): Finding[] {
  const [was, is] = [before.tree.get(path), after.tree.get(path)];
  if (is === undefined) return [];
  if (is.kind !== "file") {
    return [failure("kinds", path, `is ${strangeKind(path, is.kind)}`)];
  }
  if (!is.executable || !tellsPrograms(before.tree)) return [];
  const inherited = was?.kind === "file" && was.executable;
  return [{ rule: "kinds", path, message: "has an execute bit", inherited }];
}

/** A file system without modes, such as exFAT, shows the bit at every file or at none: there it says nothing. */
function tellsPrograms(before: Tree): boolean {
  const files = [...before.values()].filter(({ kind }) => kind === "file");
  return files.length === 0 || files.some(({ executable }) => !executable);
}

function strangeKind(path: string, kind: "link" | "other"): string {
  if (kind === "link") return "a symbolic link";
  return isGitName(path.slice(path.lastIndexOf("/") + 1))
    ? "named like git's own folder, which no memory can be"
    : "neither a folder nor a regular file of its own";
}

/** References to recaps that lead nowhere. */
export function checkReferences({ before, after, changed }: RuleView): Finding[] {
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

/** Secrets in what the agent wrote: in names a breach, in texts taken out. */
export function checkSecrets({ after, changed }: RuleView): RuleResult {
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
