import { constants } from "node:fs";
import { chmod, copyFile, mkdir, readlink, symlink } from "node:fs/promises";
import { posix } from "node:path";
import type { ListedFile } from "../../core/diff/listed-file.ts";
import { pathUnder } from "../../core/diff/path-bytes.ts";
import { fault } from "../../core/fault.ts";

/**
 * Copies listed files into a new private folder, byte for byte: links as links, of permissions only the execute
 * bit. What is neither file nor link, and what vanishes meanwhile, is left out. Clones blocks where it can.
 */
export async function copyTree(from: string, to: string, files: readonly ListedFile[]): Promise<void> {
  fault("folder.copy", to);
  await mkdir(to, { recursive: true, mode: 0o700 });
  const made = new Set<string>(["."]);
  for (const file of files) {
    if (file.kind === "other") continue;
    const folder = posix.dirname(file.path);
    if (!made.has(folder)) await mkdir(pathUnder(to, folder), { recursive: true, mode: 0o700 });
    made.add(folder);
    try {
      await copyEntry(pathUnder(from, file.path), pathUnder(to, file.path), file);
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown;
    }
  }
}

async function copyEntry(from: string | Buffer, to: string | Buffer, file: ListedFile): Promise<void> {
  if (file.kind === "link") {
    await symlink(await readlink(from, { encoding: "buffer" }), to);
    return;
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  await chmod(to, file.executable ? 0o700 : 0o600);
}

function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && (thrown.code === "ENOENT" || thrown.code === "ENOTDIR");
}
