import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { errorCode } from "../fs/error-code.ts";

/** Where a program lies: as it was found, and where links lead from there. */
export interface FoundProgram {
  readonly path: string;
  readonly realPath: string;
}

/** Finds a program as a shell would; undefined when there is none, or its path depends on where it is called from. */
export function findProgram(name: string, searchPath: string | undefined): FoundProgram | undefined {
  const candidates = name.includes("/")
    ? [name]
    : (searchPath ?? "").split(delimiter).map((folder) => join(folder || ".", name));
  const path = candidates.find((each) => isAbsolute(each) && isProgram(each));
  return path === undefined ? undefined : { path, realPath: realpathSync(path) };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}
