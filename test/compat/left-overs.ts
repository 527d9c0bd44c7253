/** What must be undone when the test is stopped half-way: processes that lead a group of their own, and homes. */
const undoing = new Set<() => void>();

/** Keeps what undoes something for the case that the test is stopped; call what comes back once it is undone. */
export function undoWhenStopped(undo: () => void): () => void {
  undoing.add(undo);
  return () => void undoing.delete(undo);
}

/** Ctrl-C and its like reach no process that leads its own group: they are ended here, newest first. */
export function undoOnSignals(): void {
  for (const [signal, exit] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const])
    process.once(signal, () => {
      for (const undo of [...undoing].toReversed()) undo();
      process.exit(exit);
    });
}
