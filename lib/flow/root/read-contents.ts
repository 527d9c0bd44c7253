import type { Tree } from "../../core/tree/tree.ts";
import type { Workspace } from "../../edge/git/baseline/workspace.ts";
import { readBlobs } from "../../edge/git/tree/read-blobs.ts";

/** The bytes of those files of a tree, by path. Contents must be the baseline's or have been scanned. */
export function readContents(
  workspace: Workspace,
  tree: Tree,
  paths: Iterable<string>,
): Promise<Map<string, Uint8Array>> {
  return readEach(workspace, tree, paths, (bytes) => bytes);
}

/** The same as texts; what is not UTF-8 shows as U+FFFD. */
export function readTexts(workspace: Workspace, tree: Tree, paths: Iterable<string>): Promise<Map<string, string>> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return readEach(workspace, tree, paths, (bytes) => decoder.decode(bytes));
}

/** Of the bytes themselves one content is in memory at a time. */
async function readEach<T>(
  workspace: Workspace,
  tree: Tree,
  paths: Iterable<string>,
  read: (bytes: Uint8Array) => T,
): Promise<Map<string, T>> {
  const pathsOf = new Map<string, string[]>();
  for (const path of paths) {
    const id = tree.get(path)?.id;
    if (id !== undefined) pathsOf.set(id, [...(pathsOf.get(id) ?? []), path]);
  }
  const contents = new Map<string, T>();
  for await (const { id, bytes } of readBlobs(workspace, [...pathsOf.keys()])) {
    const content = read(bytes);
    for (const path of pathsOf.get(id) ?? []) contents.set(path, content);
  }
  return contents;
}
