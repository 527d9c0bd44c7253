import { type EvidenceItem, ROW_MAX_BYTES, type Tier } from "../../../evidence/tiers.ts";
import { splitBefore, splitEditorMessage } from "./editor-context.ts";
import { wrapperKind } from "./known-wrappers.ts";
import type { SpokenPart } from "./twins.ts";

interface Piece {
  readonly tier: Tier;
  readonly text: string;
}

/**
 * A message of role `user` as evidence: neighbouring parts of one tier are one item. A part without a speaker is
 * told by the known wrappers.
 */
export function spokenItems(parts: readonly SpokenPart[]): EvidenceItem[] {
  const items: { tier: Tier; texts: string[] }[] = [];
  for (const { tier, text } of parts.flatMap(piecesOf)) {
    const last = items.at(-1);
    if (last?.tier === tier) last.texts.push(text);
    else items.push({ tier, texts: [text] });
  }
  return items.map(({ tier, texts }) => ({ tier, text: texts.join("\n"), maxBytes: ROW_MAX_BYTES }));
}

/** As many items as a message can become at most. */
export function maxItems(parts: readonly SpokenPart[]): number {
  return parts.length * 2;
}

function piecesOf({ text, speaker, request }: SpokenPart): Piece[] {
  const wrapper = speaker === "person" ? undefined : wrapperKind(text);
  if (wrapper === "report") return [{ tier: "other agent", text }];
  if (wrapper !== undefined || speaker === "harness") return [{ tier: "harness context", text }];
  const halves = request === undefined ? splitEditorMessage(text) : splitBefore(text, request);
  if (halves === undefined) return [{ tier: "human user", text }];
  const pieces: Piece[] = [
    { tier: "harness context", text: halves.context },
    { tier: "human user", text: halves.request },
  ];
  return pieces.filter((piece) => piece.text !== "");
}
