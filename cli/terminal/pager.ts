import { spawnSync } from "node:child_process";
import { constants } from "node:os";

/** Shows a text through the program in `PAGER`; false when it could not be shown so and has to be printed. */
export function showPaged(text: string, pager: string): boolean {
  const { status, signal, error } = spawnSync("/bin/sh", ["-c", pager], {
    input: text,
    stdio: ["pipe", "inherit", "inherit"],
  });
  // A person who leaves a pager early breaks its pipe; one that never came up has shown nothing.
  if (error !== undefined) return "code" in error && error.code === "EPIPE";
  return status === 0 || status === 128 + constants.signals.SIGPIPE || signal === "SIGPIPE";
}
