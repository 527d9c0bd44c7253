import { type OwnFile, readOwnFile } from "../../edge/fs/own-file.ts";

/** Reads a file that a person writes and we only name: a configuration, a template. It may be a link to where they keep it. */
export function readUserFile(path: string): OwnFile {
  return readOwnFile(path, { links: "follow" });
}
