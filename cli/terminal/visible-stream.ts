import { visible } from "./visible.ts";

/** A writer for a terminal: text arrives in pieces that may halve a character, control characters are shown. */
export interface VisibleStream {
  write(chunk: string | Uint8Array): Promise<void>;
  /** Writes what is left of a halved character. */
  end(): Promise<void>;
}

export function visibleStream(write: (text: string) => Promise<void>): VisibleStream {
  const decoder = new TextDecoder();
  const show = async (text: string) => {
    if (text !== "") await write(visible(text));
  };
  return {
    write: (chunk) => show(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })),
    end: () => show(decoder.decode()),
  };
}
