/**
 * The rows of a rollout by their tiers, in bounded memory: the newest of each tier, as many as its share of the budget
 * can hold.
 */
import { chooseRows, type Evidence } from "./choose-rows.ts";
import { LineArena } from "./line-arena.ts";
import type { CutRedactor } from "./row-text.ts";
import { TierWindow, type WindowRow } from "./tier-window.ts";
import { type EvidenceItem, TIERS, type Tier } from "./tiers.ts";

/** How much is kept before what cannot be chosen any more is dropped. The result does not depend on it. */
export interface EvidenceLimits {
  /** For the lines of tools, which are kept unread: one for each generation. */
  readonly arenas: readonly [LineArena, LineArena];
  /** For texts, in characters per tier and generation; those of tools take as many times more as their arenas do. */
  readonly pendingChars: number;
}

const ARENA_BYTES = 8 * 1024 * 1024;
const PENDING_CHARS = 1024 * 1024;
/** Almost all of a session is what tools gave: proving early that older outputs are not needed redacts the newer ones. */
const TOOL_PENDING = 8;

/** Limits for rollouts of any length; the arenas serve one collection after the other. */
export function evidenceLimits(arenaBytes = ARENA_BYTES, pendingChars = PENDING_CHARS): EvidenceLimits {
  return { arenas: [new LineArena(arenaBytes), new LineArena(arenaBytes)], pendingChars };
}

/** The rows that were chosen, with their places among all ordinals. */
export interface ChosenRows extends Evidence {
  readonly ordinals: readonly number[];
}

interface Place {
  readonly tier: Tier;
  readonly window: TierWindow;
  pendingChars: number;
  floor: number;
}

/** Takes rows, each tier's in the order of their ordinals, and chooses at the end. */
export class RowTiers {
  private readonly budget: number;
  private readonly limits: EvidenceLimits;
  private readonly tiers: readonly Place[];
  private readonly byTier: ReadonlyMap<Tier, Place>;
  private arena: LineArena;
  private otherArena: LineArena;
  /** Ordinals that were reserved for rows and not needed. */
  private readonly unused: number[] = [];

  /** `read`: the item of a line of a tool that was kept unread; undefined when it turns out to be none. */
  constructor(
    budget: number,
    redact: CutRedactor,
    limits: EvidenceLimits,
    read: (line: string) => EvidenceItem | undefined,
  ) {
    this.budget = budget;
    this.limits = limits;
    this.tiers = TIERS.map((tier) => {
      return { tier, window: new TierWindow(tier, redact, read), pendingChars: 0, floor: 0 };
    });
    this.byTier = new Map(this.tiers.map((place) => [place.tier, place]));
    [this.arena, this.otherArena] = limits.arenas;
    this.arena.clear();
  }

  add(item: EvidenceItem, ordinal: number): void {
    const place = this.byTier.get(item.tier);
    if (place === undefined) return;
    place.window.add(ordinal, item);
    place.pendingChars += item.text.length;
    const allowed = this.limits.pendingChars * (item.tier === "tool" ? TOOL_PENDING : 1);
    if (place.pendingChars > allowed) this.turn(item.tier);
  }

  /** Keeps the line of a tool without reading it; false when it is longer than there is room for. */
  addUnread(bytes: Buffer, start: number, end: number, ordinal: number): boolean {
    let from = this.arena.keep(bytes, start, end);
    if (from < 0) {
      this.turn("tool");
      [this.arena, this.otherArena] = [this.otherArena, this.arena];
      this.arena.clear();
      from = this.arena.keep(bytes, start, end);
    }
    if (from < 0) return false;
    this.byTier.get("tool")?.window.addUnread(ordinal, this.arena, from, from + end - start);
    return true;
  }

  /** No row has this ordinal. */
  leave(ordinal: number): void {
    this.unused.push(ordinal);
  }

  /** The rows that go into the budget, of `ordinals` in all. */
  choose(ordinals: number): ChosenRows {
    let share = this.budget;
    const rows: WindowRow[] = [];
    for (const { window } of this.tiers) {
      const newest = window.rows(share);
      share = newest.reduce((left, row) => Math.max(0, left - row.bytes), share);
      rows.push(...newest);
    }
    rows.sort((a, b) => a.ordinal - b.ordinal);
    const voids = [...this.unused, ...this.tiers.flatMap(({ window }) => window.voids)].sort((a, b) => a - b);
    let passed = 0;
    const places = new Map<number, number>();
    const ranked = rows.map(({ ordinal, ...row }) => {
      while ((voids[passed] ?? ordinals) < ordinal) passed += 1;
      places.set(ordinal - passed, ordinal);
      return { ...row, rank: ordinal - passed };
    });
    const chosen = chooseRows(ranked, ordinals - voids.length, this.budget);
    return { ...chosen, ordinals: chosen.rows.map(({ rank }) => places.get(rank) ?? 0) };
  }

  /** Ends a generation of the tiers up to this one: what more valuable ones are known to take is not theirs. */
  private turn(last: Tier): void {
    let share = this.budget;
    for (const each of this.tiers) {
      each.floor = Math.max(each.floor, each.window.turn(share));
      each.pendingChars = 0;
      share = Math.max(0, share - each.floor);
      if (each.tier === last) break;
    }
  }
}
