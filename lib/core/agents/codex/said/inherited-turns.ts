import type { TakenBack } from "./user-turns.ts";

/** An id of version 7: those sort by the time at which they were made. */
const BY_TIME = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/i;

/**
 * Whether a turn was not begun in this session: older versions write the parent's turns into a fork once more, under
 * the ids that they had, which are older than the fork's own. Undefined where the ids do not tell.
 */
export function isInherited(turnId: string | undefined, forkId: string | undefined): boolean | undefined {
  if (turnId === undefined || forkId === undefined) return undefined;
  if (!BY_TIME.test(turnId) || !BY_TIME.test(forkId)) return undefined;
  return turnId.toLowerCase() < forkId.toLowerCase();
}

/**
 * Finds the lines of a fork that repeat its parent's turns: they are the parent's, and no evidence here. Told by the
 * ids of turns, or, where no turn has one, by lines that are older than the fork.
 */
export class InheritedTurns {
  private forkId: string | undefined;
  private begunMs: number | undefined;
  private inherited = false;
  private ownFrom: number | undefined;
  private lastOlder: number | undefined;

  /** The session's own first line says whose fork it is, and when (seconds) it was begun. */
  fork(id: string | undefined, forkedFromId: string | undefined, createdAt: number | undefined): void {
    if (forkedFromId === undefined || this.forkId !== undefined) return;
    this.forkId = id;
    this.begunMs = createdAt === undefined ? undefined : createdAt * 1_000;
  }

  /** The time (milliseconds) that a line bears. */
  line(timeMs: number | undefined, at: number): void {
    if (this.begunMs !== undefined && timeMs !== undefined && timeMs < this.begunMs) this.lastOlder = at;
  }

  /** A turn begins at this line. */
  turn(turnId: string | undefined, at: number): void {
    if (this.ownFrom !== undefined) return;
    const inherited = isInherited(turnId, this.forkId);
    if (inherited === true) this.inherited = true;
    else if (inherited === false) this.ownFrom = at;
  }

  /** The lines that are the parent's; undefined when there are none. */
  range(): TakenBack | undefined {
    if (!this.inherited) {
      const isToldByTime = this.ownFrom === undefined && this.lastOlder !== undefined;
      return isToldByTime ? { from: 0, to: this.lastOlder ?? 0 } : undefined;
    }
    return { from: 0, to: this.ownFrom === undefined ? Number.POSITIVE_INFINITY : this.ownFrom - 1 };
  }
}
