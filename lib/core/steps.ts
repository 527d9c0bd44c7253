/**
 * Work that is done in steps, at the end of which much of what was made is not needed any more, and the process may see
 * to other things.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Takes all steps at once. */
export function takeSteps<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
