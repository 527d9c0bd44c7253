/** Collects what was checked, prints one line a check, and counts. */
export class Report {
  passed = 0;
  failed = 0;
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  say(line: string): void {
    this.#write(line);
  }

  /** A check without problems is passed; else each problem stands on a line of its own below it. */
  check(name: string, problems: readonly string[]): void {
    if (problems.length === 0) this.passed += 1;
    else this.failed += 1;
    this.#write(`${problems.length === 0 ? "ok    " : "FAILED"} ${name}`);
    for (const problem of problems) this.#write(`       ${problem.replaceAll("\n", "\\n")}`);
  }

  /** Runs what may throw: what it throws is a failed check under this name, and the rest goes on. */
  async attempt<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.check(name, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
      return undefined;
    }
  }
}
