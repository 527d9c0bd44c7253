import { lstatSync, type Stats } from "node:fs";
import { errorCode } from "./error-code.ts";

/** What lies at a path itself, links not followed; undefined where there is nothing, or no way to it. */
export function lstatAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}
