/** The words that start this very program again: the compiled binary alone, or a runtime with its entry. */
export function ownProgram(): readonly string[] {
  const [, entry = ""] = process.argv;
  if (entry.startsWith("/$bunfs/") || entry.includes("~BUN")) return [process.execPath];
  return "Deno" in globalThis ? [process.execPath, "run", "-A", entry] : [process.execPath, entry];
}

/** Set for a run that `--detach` started: it logs to a file, as nobody watches it. */
export const DETACHED_VARIABLE = "MEMORIES_DETACHED";
