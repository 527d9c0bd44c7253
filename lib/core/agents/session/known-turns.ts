import { foldText } from "../fold-text.ts";

/** Tells turns of the person that stand in a transcript for the first time from those that are written again. */
export class KnownTurns {
  private readonly keys = new Set<string>();
  private readonly texts = new Set<string>();

  /** Whether a turn was not there before; it is known from now on. */
  isNew(turn: { readonly text: string; readonly key?: string; readonly repeats?: true }): boolean {
    const folded = foldText(turn.text);
    const seen = (turn.key !== undefined && this.keys.has(turn.key)) || (turn.repeats && this.texts.has(folded));
    if (turn.key !== undefined) this.keys.add(turn.key);
    this.texts.add(folded);
    return seen !== true;
  }
}
