import type { Scan } from "../../core/diff/scan.ts";
import { type ListedFile, sameStamp } from "../../core/tree/listed-file.ts";
import { watchBounds } from "../../core/verify/bounds.ts";
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

/** What lies in the copy, as far as it keeps to its bounds. */
function listLeft(copy: string, copied: Scan): { files: readonly ListedFile[]; failures: readonly Finding[] } {
  const bounds = watchBounds(copied);
  const { files, gitNames } = listFiles(copy, (path, found) => {
    const { size, mtimeMs, ctimeMs, ino } = found;
    const kind = found.isDirectory() ? "folder" : "other";
    return bounds.meet(path, { kind, size, mtimeMs, ctimeMs, ino }) === "stop" ? "stop" : false;
  });
  // The copy was made without any `.git`: what is there now is the agent's.
  return { files: [...files, ...gitNames], failures: bounds.findings() };
}

/** What a listing tells of files that are not to be read: those that were written to since have no identity. */
function unread(files: readonly ListedFile[], known: Scan): Scan {
  return new Map(
    files.map(({ path, kind, executable, stamp }) => {
      const was = known.get(path);
      if (was?.stamp !== undefined && sameStamp(was.stamp, stamp)) return [path, was];
      return [path, { kind, id: "", size: stamp.size, executable, stamp: undefined }];
    }),
  );
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
  const scan = async (files: readonly ListedFile[]) => {
    last = await scanTree(workspace, copy, files, last);
    return last;
  };
  return {
    redacted: () => redacted,
    verify: async () => {
      if (!isSameFolder()) throw new StepFailed("failed_verification", COPY_REPLACED);
      const left = listLeft(copy, copied);
      if (left.failures.length > 0) {
        return { after: unread(left.files, last), failures: left.failures.map(renderFinding), reported: [] };
      }
      const after = await scan(left.files);
      const wanted = filesToRead(copied, after);
      const result = verifyTree(
        { tree: copied, bytes: await readContents(workspace, copied, wanted.before) },
        { tree: after, bytes: await readContents(workspace, after, wanted.after) },
      );
      for (const [path, text] of result.redactions) rewriteInCopy(copy, path, text);
      redacted += result.redacted;
      return {
        after: result.redactions.size > 0 ? await scan(listLeft(copy, copied).files) : after,
        failures: result.failures.map(renderFinding),
        reported: result.reported,
      };
    },
  };
}
