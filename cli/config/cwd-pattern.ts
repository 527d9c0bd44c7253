import { resolve } from "node:path";
import type { Environment } from "./environment.ts";
import { expandTilde } from "./places.ts";

/**
 * A folder pattern as a shell would mean it: `~` is the person's home, `.` and names below it start in the current
 * folder; `**` and other patterns without a folder of their own stay as they are.
 */
export function cwdPattern(typed: string, env: Environment, currentFolder: string): string {
  const expanded = expandTilde(typed, env);
  if (expanded.startsWith("/") || expanded.startsWith("*") || /^[A-Za-z]:[\\/]/.test(expanded)) return expanded;
  return resolve(currentFolder, expanded);
}
