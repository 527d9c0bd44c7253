/** A script that calls more tools than this, or goes on for longer, says too little of each. */
const MAX_CALLS = 64;
const MAX_STEPS = 20_000;
/** So many characters or elements, as a power of two, take as long as a step. */
const STEP_LENGTH_BITS = 8;

/** Why the statements that follow are not come to. */
export type Ending = "return" | "break" | "continue" | "throw" | "exit";

/** How far the walk through a script has come. */
export class WalkState {
  /** Tools called so far. */
  calls = 0;
  /** What the function that is gone through has returned, and whether it may have returned something else before. */
  returned: unknown;
  returnsInDoubt = false;
  /** Set from where control leaves a list of statements until it is back in one. */
  ending: Ending | undefined;
  /** Branches and loops around this place that may be passed over. */
  doubts = 0;
  private steps = 0;
  private readonly made = new WeakMap<object, number>();

  /** Counts one step; true when the walk has to end. */
  isSpent(): boolean {
    this.steps += 1;
    return this.steps > MAX_STEPS || this.calls >= MAX_CALLS;
  }

  /** Counts what it takes to make, or to go through, a long text or list. */
  charge(value: unknown): void {
    if (typeof value === "string" || Array.isArray(value)) this.steps += value.length >> STEP_LENGTH_BITS;
  }

  /** Goes through a branch or a loop that may run or not: what it ends may as well go on. */
  inDoubt(run: () => void): void {
    this.doubts += 1;
    run();
    this.doubts -= 1;
    if (this.ending === "return") this.returnsInDoubt = true;
    this.ending = undefined;
  }

  /** The same list or object, which is written out here: here, what is put into it is known. */
  make<T extends object>(value: T): T {
    this.made.set(value, this.doubts);
    return value;
  }

  /** Whether what is put into a list or object here may be left out, for whoever reads it later. */
  isLeftInDoubt(value: object): boolean {
    return this.doubts > (this.made.get(value) ?? 0);
  }

  /** Ends a loop's turn: whether the loop goes on. */
  endTurn(): boolean {
    if (this.ending === "continue") this.ending = undefined;
    const goesOn = this.ending === undefined;
    if (this.ending === "break") this.ending = undefined;
    return goesOn;
  }
}
