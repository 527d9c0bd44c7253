import type { Scan } from "../../core/diff/scan.ts";
import type { Finding } from "../../core/verify/finding.ts";
import { filesToRead, renderFinding, verifyTree } from "../../core/verify/verify.ts";
import { listFiles } from "../../edge/fs/list-files.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { scanTree } from "../../edge/git/tree/scan-tree.ts";
import { pinFolder } from "../../edge/root/pin-folder.ts";
import { rewriteInCopy } from "../../edge/root/rewrite-in-copy.ts";
import { readContents } from "../root/read-contents.ts";
import { StepFailed } from "./step.ts";

/** What an agent left, verified. */
export interface VerifiedCopy {
  /** The copy as it is now, without the secrets that were in it. */
  readonly after: Scan;
  /** What the agent did wrong, in words. */
  readonly failures: readonly string[];
  /** What was wrong before it came. */
  readonly reported: readonly Finding[];
}

/** Verifies the copy as often as asked. */
export interface CopyVerification {
  /** Throws `failed_verification` when the copy is not the folder any more that was made: then nothing is read. */
  verify(): Promise<VerifiedCopy>;
  /** Secrets taken out so far. */
  redacted(): number;
}

const COPY_REPLACED = "the agent's work was refused: it removed or replaced the folder of its copy; nothing is kept";

/**
 * Verifies what an agent leaves in its copy against `copied`, the copy as it was made. Secrets are taken out of the
 * files on the way. Only files that changed since are read.
 */
export function copyVerification(workspace: Workspace, copy: string, copied: Scan): CopyVerification {
  let redacted = 0;
  let last = copied;
  const isSameFolder = pinFolder(copy);
  const scan = async () => {
    const { files, gitNames } = listFiles(copy);
    // The copy was made without any: what is there now is the agent's.
    last = await scanTree(workspace, copy, [...files, ...gitNames], last);
    return last;
  };
  return {
    redacted: () => redacted,
    verify: async () => {
      if (!isSameFolder()) throw new StepFailed("failed_verification", COPY_REPLACED);
      const after = await scan();
      const wanted = filesToRead(copied, after);
      const result = verifyTree(
        { tree: copied, bytes: await readContents(workspace, copied, wanted.before) },
        { tree: after, bytes: await readContents(workspace, after, wanted.after) },
      );
      for (const [path, text] of result.redactions) rewriteInCopy(copy, path, text);
      redacted += result.redacted;
      return {
        after: result.redactions.size > 0 ? await scan() : after,
        failures: result.failures.map(renderFinding),
        reported: result.reported,
      };
    },
  };
}
