/**
 * The one fault seam. Every state-changing call of the program passes a point here right before it acts,
 * so that a test can stop, kill or fail the real binary at any of them from outside (`MEMORIES_FAULT`,
 * installed by `cli/world.ts`). Without a hook a point costs one comparison.
 */
export type FaultHook = (point: FaultPoint, detail: string) => void;

/** All points, one name per state-changing call. */
export const FAULT_POINTS = [
  "citations.write",
  "state.open",
  "state.migrate",
  "state.index",
  "state.claim",
  "state.heartbeat",
  "state.finish",
  "state.enqueue",
  "state.claim_phase2",
  "state.finish_phase2",
  "state.prune",
  "state.usage",
  "state.forget",
  "state.clear",
  "state.root",
  "state.copy",
  "state.mend",
  "state.model_call",
  "state.spending_run",
  "metrics.write",
  "folder.mkdir",
  "folder.write",
  "folder.rename",
  "folder.delete",
  "folder.copy",
  "lock.take",
  "lock.release",
  "git.scratch",
  "git.init",
  "git.config",
  "git.write_objects",
  "git.update_ref",
  "git.update_index",
  "git.collect",
  "model.request",
  "record.write",
  "agent.step",
  "log.write",
  "process.spawn",
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

let hook: FaultHook | undefined;

/** Installs (or with `undefined` removes) the hook. */
export function installFaultHook(next: FaultHook | undefined): void {
  hook = next;
}

/** Marks the state-changing call that follows. `detail` says on what (a path, a thread id). */
export function fault(point: FaultPoint, detail = ""): void {
  if (hook !== undefined) hook(point, detail);
}
