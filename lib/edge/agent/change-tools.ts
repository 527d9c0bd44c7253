import { closeSync, ftruncateSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import type { AgentToolInput } from "../../core/consolidate/agent/agent-tools.ts";
import { checkPath, FILE_MAX_BYTES } from "../../core/consolidate/agent/tool-policy.ts";
import { REDACTION_MARKER } from "../../core/constants.ts";
import { fault } from "../../core/fault.ts";
import { utf8Length } from "../../core/text/bytes.ts";
import { decodeLatin1Path, decodePath, pathUnder } from "../../core/tree/path-bytes.ts";
import type { ConfinedRoot } from "../fs/folder-handle.ts";
import { writeWhole } from "../fs/write-atomically.ts";
import { atPlace, changeablePath, openToReplace } from "./copy-place.ts";
import { readExact } from "./copy-texts.ts";
import { Refusal, refusing } from "./refusal.ts";

/** Bytes that one run may write in all; a loop that fills the disk ends here. */
export const WRITE_QUOTA_BYTES = 64 * FILE_MAX_BYTES;

/** What is left of the quota; counted over all tools of a run. */
export interface WriteQuota {
  left: number;
}

/** `write`: the whole file, new or not. An existing file keeps its mode, a new one is private. */
export function writeTool(root: ConfinedRoot, quota: WriteQuota, input: AgentToolInput<"write">) {
  const path = writablePath(input.path);
  put(root, quota, path, input.content);
  return { path, bytes: utf8Length(input.content) };
}

/** `edit`: one replacement of a text that stands in the file exactly once. */
export function editTool(root: ConfinedRoot, quota: WriteQuota, input: AgentToolInput<"edit">) {
  const path = writablePath(input.path);
  const { old_text, new_text } = input;
  if (old_text.includes(REDACTION_MARKER)) {
    throw new Refusal(
      `old_text holds ${REDACTION_MARKER}, which stands for a secret that you are not shown: the file reads otherwise there. Choose text beside it.`,
    );
  }
  const text = refusing(path, () => readExact(root, path));
  const at = text.indexOf(old_text);
  if (at === -1) throw new Refusal(`${JSON.stringify(path)}: old_text does not occur in the file`);
  if (text.includes(old_text, at + 1)) {
    throw new Refusal(`${JSON.stringify(path)}: old_text occurs more than once; give more of its surroundings`);
  }
  put(root, quota, path, `${text.slice(0, at)}${new_text}${text.slice(at + old_text.length)}`);
  return { path, line_number: text.slice(0, at).split("\n").length };
}

/** `move`: a file or folder to a path that is free. */
export function moveTool(root: ConfinedRoot, input: AgentToolInput<"move">) {
  const from = writablePath(input.from);
  const to = writablePath(input.to);
  if (to === from || to.startsWith(`${from}/`)) throw new Refusal(`${JSON.stringify(to)}: lies in what is to be moved`);
  refusing(from, () =>
    atPlace(root, from, (source) => {
      if (source.found === undefined) throw new Refusal(`${JSON.stringify(from)}: does not exist`);
      if (!source.found.isFile() && !source.found.isDirectory()) {
        throw new Refusal(`${JSON.stringify(from)}: is neither a file nor a folder`);
      }
      if (source.found.isDirectory() && !to.includes("/")) {
        throw new Refusal(`${JSON.stringify(to)}: is the place of a file`);
      }
      refusing(to, () =>
        atPlace(
          root,
          to,
          (target) => {
            if (target.found !== undefined) throw new Refusal(`${JSON.stringify(to)}: is there already`);
            fault("agent.step", `move ${from} ${to}`);
            renameSync(changeablePath(source), changeablePath(target));
          },
          "make",
        ),
      );
    }),
  );
  return { from, to };
}

/** `delete`: a file, a link itself (never what it points to), or a folder with what is in it. */
export function deleteTool(root: ConfinedRoot, input: AgentToolInput<"delete">) {
  const path = writablePath(input.path);
  const files_deleted = refusing(path, () =>
    atPlace(root, path, (place) => {
      if (place.found === undefined) throw new Refusal(`${JSON.stringify(path)}: does not exist`);
      const files = countFiles(changeablePath(place));
      fault("agent.step", `delete ${path}`);
      rmSync(changeablePath(place), { recursive: true });
      return files;
    }),
  );
  return { path, files_deleted };
}

function writablePath(given: string): string {
  const verdict = checkPath(given, "write");
  if (!verdict.ok) throw new Refusal(verdict.reason);
  return verdict.path;
}

function put(root: ConfinedRoot, quota: WriteQuota, path: string, content: string): void {
  const bytes = Buffer.from(content, "utf8");
  if (bytes.length > FILE_MAX_BYTES) {
    throw new Refusal(`${JSON.stringify(path)}: ${bytes.length} bytes; at most ${FILE_MAX_BYTES} fit in a file`);
  }
  if (bytes.length > quota.left) throw new Refusal("too much has been written in this run");
  refusing(path, () =>
    atPlace(
      root,
      path,
      (place) => {
        fault("agent.step", `write ${path}`);
        const handle = openToReplace(place, path);
        try {
          ftruncateSync(handle, 0);
          writeWhole(handle, bytes);
        } finally {
          closeSync(handle);
        }
      },
      "make",
    ),
  );
  quota.left -= bytes.length;
}

function countFiles(path: string | Buffer): number {
  if (!lstatSync(path).isDirectory()) return 1;
  const names = readdirSync(path, "latin1").map(decodeLatin1Path);
  return names.reduce((files, name) => files + countFiles(pathUnder(decodePath(Buffer.from(path)), name)), 0);
}
