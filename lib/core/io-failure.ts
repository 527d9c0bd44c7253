import { MemoriesError, reasonOf } from "./errors.ts";

/** Whether something thrown is the operating system's word about a file, a folder or a pipe. */
export function isSystemError(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && "syscall" in thrown && "code" in thrown && typeof thrown.code === "string";
}

/** What was thrown as an expected failure where the operating system is to blame; anything else as it is. */
export function ioFailure(what: string, thrown: unknown): unknown {
  if (!isSystemError(thrown)) return thrown;
  return new MemoriesError("io_failed", `${what}: ${reasonOf(thrown)}`, {
    hint: "check permissions and free space",
    cause: thrown,
  });
}
