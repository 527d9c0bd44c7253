import type { Finding } from "../core/consolidate/finding.ts";
import { filesToRead, renderFinding, verifyTree } from "../core/consolidate/verify.ts";
import type { Scan } from "../core/diff/scan.ts";
import { listFiles } from "../edge/folder/list-files.ts";
import { scanTree } from "../edge/git/scan-tree.ts";
import type { Workspace } from "../edge/git/workspace.ts";
import { rewriteInCopy } from "../edge/root/rewrite-in-copy.ts";
import { readContents } from "./read-contents.ts";

/** What an agent left, judged. */
export interface Judged {
  /** The copy as it is now, without the secrets that were in it. */
  readonly after: Scan;
  /** What the agent did wrong, in words. */
  readonly failures: readonly string[];
  /** What was wrong before it came. */
  readonly reported: readonly Finding[];
}

/** Judges the copy as often as asked. */
export interface CopyJudge {
  judge(): Promise<Judged>;
  /** Secrets taken out so far. */
  redacted(): number;
}

/**
 * Judges what an agent leaves in its copy against `copied`, the copy as it was made. Secrets are taken out of the
 * files on the way. Only files that changed since are read.
 */
export function copyJudge(workspace: Workspace, copy: string, copied: Scan): CopyJudge {
  let redacted = 0;
  let last = copied;
  const scan = async () => {
    last = await scanTree(workspace, copy, listFiles(copy).files, last);
    return last;
  };
  return {
    redacted: () => redacted,
    judge: async () => {
      const after = await scan();
      const wanted = filesToRead(copied, after);
      const verdict = verifyTree(
        { tree: copied, bytes: await readContents(workspace, copied, wanted.before) },
        { tree: after, bytes: await readContents(workspace, after, wanted.after) },
      );
      for (const [path, text] of verdict.redactions) rewriteInCopy(copy, path, text);
      redacted += verdict.redacted;
      return {
        after: verdict.redactions.size > 0 ? await scan() : after,
        failures: verdict.failures.map(renderFinding),
        reported: verdict.reported,
      };
    },
  };
}
