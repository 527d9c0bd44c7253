import type { TurnMark } from "./metadata-state.ts";

/** What forks are told from their parents by. */
export interface FamilyMember {
  readonly id: string;
  /** The parent that the transcript names. */
  readonly parentId?: string;
  readonly createdMs: number;
  readonly turns: readonly TurnMark[];
}

/** A session that repeats the beginning of another. */
export interface Fork {
  readonly parentId: string;
  /** The key of its first own turn; undefined when it has none, and so is no session of its own. */
  readonly ownFrom: string | undefined;
}

/**
 * Which sessions begin with the turns of an older one of the same product, and where their own begin. Every shared turn
 * then belongs to exactly one session. The older of two is the one the other names as its parent, else the one that
 * began first, else the one that went on first after what they share.
 */
export function findForks(members: readonly FamilyMember[]): ReadonlyMap<string, Fork> {
  const families = new Map<string, FamilyMember[]>();
  for (const member of members) {
    const first = member.turns[0]?.key;
    if (first === undefined) continue;
    const family = families.get(first);
    if (family === undefined) families.set(first, [member]);
    else family.push(member);
  }
  const forks = new Map<string, Fork>();
  for (const family of families.values()) {
    if (family.length < 2) continue;
    for (const member of family) {
      const older = family.filter((other) => other !== member && isOlder(other, member));
      const parent = longestShared(member, older);
      if (parent === undefined) continue;
      const { id, shared } = parent;
      forks.set(member.id, { parentId: id, ownFrom: member.turns[shared]?.key });
    }
  }
  return forks;
}

function longestShared(member: FamilyMember, older: readonly FamilyMember[]) {
  let best: { id: string; shared: number } | undefined;
  for (const other of older) {
    const shared = sharedTurns(member, other);
    const named = member.parentId === other.id;
    if (best === undefined || shared > best.shared || (shared === best.shared && named))
      best = { id: other.id, shared };
  }
  return best;
}

function sharedTurns(a: FamilyMember, b: FamilyMember): number {
  let shared = 0;
  while (shared < a.turns.length && a.turns[shared]?.key === b.turns[shared]?.key) shared += 1;
  return shared;
}

function isOlder(a: FamilyMember, b: FamilyMember): boolean {
  if (b.parentId === a.id) return true;
  if (a.parentId === b.id) return false;
  if (a.createdMs !== b.createdMs) return a.createdMs < b.createdMs;
  const shared = sharedTurns(a, b);
  const next = (member: FamilyMember) => member.turns[shared]?.timeMs ?? Number.NEGATIVE_INFINITY;
  return next(a) === next(b) ? a.id < b.id : next(a) < next(b);
}
