/** A script that calls more tools than this, or goes on for longer, says too little of each. */
const MAX_CALLS = 64;
const MAX_STEPS = 20_000;

/** How far the walk through a script has come. */
export class WalkState {
  /** Tools called so far. */
  calls = 0;
  /** What the function that is gone through has returned. */
  returned: unknown;
  private steps = 0;
  private doubts = 0;

  /** Counts one step; true when the walk has to end. */
  isSpent(): boolean {
    this.steps += 1;
    return this.steps > MAX_STEPS || this.calls >= MAX_CALLS;
  }

  /** Whether this place may be passed over: what is assigned here is not known afterwards. */
  get isInDoubt(): boolean {
    return this.doubts > 0;
  }

  /** Goes through a branch or a loop that may run or not. */
  inDoubt(run: () => void): void {
    this.doubts += 1;
    run();
    this.doubts -= 1;
  }
}
