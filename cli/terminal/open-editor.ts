import { spawnSync } from "node:child_process";
import { MemoriesError } from "../../lib/core/errors.ts";

/** Opens a file in the editor that a person has chosen, and waits. Throws `bad_input` when it cannot be run or fails. */
export function openEditor(path: string, env: Readonly<Record<string, string | undefined>>): void {
  const editor = env.VISUAL || env.EDITOR || "vi";
  const { status, error } = spawnSync("/bin/sh", ["-c", `${editor} "$1"`, "sh", path], { stdio: "inherit" });
  if (status === 0) return;
  throw new MemoriesError(
    "bad_input",
    `the editor ${JSON.stringify(editor)} failed: ${error?.message ?? `exit ${status}`}`,
    {
      hint: "set EDITOR to a program that edits the file it is given",
    },
  );
}
