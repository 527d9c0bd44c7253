import type { Tree } from "../core/consolidate/tree.ts";
import { readBlobs } from "../edge/git/read-blobs.ts";
import type { Workspace } from "../edge/git/workspace.ts";

/** The bytes of those files of a tree, by path. Contents must be the baseline's or have been scanned. */
export async function readContents(
  workspace: Workspace,
  tree: Tree,
  paths: Iterable<string>,
): Promise<Map<string, Uint8Array>> {
  const pathsOf = new Map<string, string[]>();
  for (const path of paths) {
    const id = tree.get(path)?.id;
    if (id !== undefined) pathsOf.set(id, [...(pathsOf.get(id) ?? []), path]);
  }
  const contents = new Map<string, Uint8Array>();
  for await (const { id, bytes } of readBlobs(workspace, [...pathsOf.keys()])) {
    for (const path of pathsOf.get(id) ?? []) contents.set(path, bytes);
  }
  return contents;
}

/** The same as texts; what is not UTF-8 shows as U+FFFD. */
export async function readTexts(
  workspace: Workspace,
  tree: Tree,
  paths: Iterable<string>,
): Promise<Map<string, string>> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const contents = await readContents(workspace, tree, paths);
  return new Map([...contents].map(([path, bytes]) => [path, decoder.decode(bytes)]));
}
