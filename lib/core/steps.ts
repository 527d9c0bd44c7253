/**
 * Work that is done in steps, between which the process may see to other things. What ends with `part` leaves much
 * behind that is not needed any more.
 */
export type Steps<T> = Generator<"part" | undefined, T, undefined>;

/** Takes all steps at once. */
export function takeSteps<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
