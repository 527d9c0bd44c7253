import { readdirSync } from "node:fs";
import { isAbsent } from "./error-code.ts";

/** The names in a folder, in no certain order; none when there is no folder. Throws whatever else the system says. */
export function namesIn(folder: string | Buffer): string[] {
  try {
    return readdirSync(folder, "utf8");
  } catch (thrown) {
    if (isAbsent(thrown)) return [];
    throw thrown;
  }
}
