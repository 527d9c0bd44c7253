import { createHash } from "node:crypto";
import type { Snapshot, Tree, TreeEntry } from "../../../lib/core/tree/tree.ts";
import { filesToRead } from "../../../lib/core/verify/verify.ts";

/** A file in a test's tree: its content, or what else it is. */
export type Planted =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly program: string }
  | { readonly other: true };
export type Planting = Readonly<Record<string, Planted>>;

export function treeOf(planting: Planting): Tree {
  return new Map(Object.entries(planting).map(([path, planted]) => [path, entryOf(planted)]));
}

/** Two trees as verification gets them: with the bytes it asks for and no others. */
export function snapshots(before: Planting, after: Planting): { before: Snapshot; after: Snapshot } {
  const [was, is] = [treeOf(before), treeOf(after)];
  const wanted = filesToRead(was, is);
  const pick = (planting: Planting, paths: readonly string[]) =>
    new Map(paths.map((path) => [path, bytesOf(planting[path] ?? "")]));
  return {
    before: { tree: was, bytes: pick(before, wanted.before) },
    after: { tree: is, bytes: pick(after, wanted.after) },
  };
}

function bytesOf(planted: Planted): Uint8Array {
  if (typeof planted === "string") return Buffer.from(planted);
  if (planted instanceof Uint8Array) return planted;
  return Buffer.from("program" in planted ? planted.program : "link" in planted ? planted.link : "");
}

function entryOf(planted: Planted): TreeEntry {
  const bytes = bytesOf(planted);
  const isObject = typeof planted === "object" && !(planted instanceof Uint8Array);
  return {
    kind: isObject && "link" in planted ? "link" : isObject && "other" in planted ? "other" : "file",
    id: createHash("sha1").update(bytes).digest("hex"),
    size: bytes.length,
    executable: isObject && "program" in planted,
  };
}
