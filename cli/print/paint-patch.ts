import type { PatchPiece, PieceKind } from "../../lib/flow/root/diff.ts";
import type { Io } from "../command.ts";
import { visible } from "../terminal/visible.ts";

const ESCAPE = "\u001b[";
const COLORS: Readonly<Record<PieceKind, string | undefined>> = {
  header: "1",
  hunk: "36",
  added: "32",
  removed: "31",
  context: undefined,
  note: undefined,
  binary: undefined,
};

/** A patch for stdout: to a pipe or file byte for byte, to a terminal readable and, where wanted, in colour. */
export async function* paintPatch(
  patch: AsyncIterable<readonly PatchPiece[]>,
  io: Pick<Io, "stdoutIsTerminal" | "color">,
): AsyncGenerator<string | Uint8Array, void> {
  // A character may be cut by the end of a piece; the decoder keeps its beginning.
  const decoder = new TextDecoder("utf-8");
  for await (const pieces of patch) {
    if (!io.stdoutIsTerminal) {
      yield Buffer.concat(pieces.map(({ bytes }) => bytes));
      continue;
    }
    let text = "";
    for (const { kind, bytes } of pieces) {
      const shown = visible(decoder.decode(bytes, { stream: true }));
      const color = io.color ? COLORS[kind] : undefined;
      text += color === undefined ? shown : shown.replace(/[^\n]+/g, `${ESCAPE}${color}m$&${ESCAPE}m`);
    }
    yield text;
  }
}
