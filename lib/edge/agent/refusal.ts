import { errorCode } from "../fs/error-code.ts";

/** A tool call that is not carried out. The message goes back to the model. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** What a file system says about a path that a model chose badly, in words for the model. */
const BAD_PATHS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "is a folder",
  EEXIST: "is there already",
  ELOOP: "is a link or lies behind one",
  ENAMETOOLONG: "the name is too long",
  EINVAL: "is no possible name",
  EILSEQ: "is no possible name",
  EACCES: "is protected",
  EPERM: "is protected",
  ENOTEMPTY: "is a folder that is not empty",
  ENXIO: "is not a regular file",
};

/** Runs file work on a path; what the path is to blame for becomes a refusal, anything else is thrown on. */
export function refusing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const words = BAD_PATHS[errorCode(thrown) ?? ""];
    if (words === undefined) throw thrown;
    throw new Refusal(`${JSON.stringify(path)}: ${words}`);
  }
}
