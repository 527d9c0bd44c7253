import type { Steps } from "../../steps.ts";

/** Who may have said what a memory file gives as a person's words. */
export interface WordSources {
  /** The verified quotations of a session, by the path of its recap. */
  readonly signals: ReadonlyMap<string, readonly string[]>;
  /** Quotations that sessions gave as a person's and that the person never said. */
  readonly unsaid: readonly string[];
  /** Texts of notes and extensions. */
  readonly asked: readonly string[];
  /** What a person wrote into the files since the last run. */
  readonly edited: readonly string[];
  /** The preferences of the raw memories, with what these say around the quotations. */
  readonly remembered: () => Steps<readonly string[]>;
  /** Where the selected sessions worked. */
  readonly folders: readonly string[];
}

/** A file before and after an agent; undefined where there is none that can be read. */
export interface FileTexts {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A line that has no source. */
export interface UnsourcedLine {
  readonly file: string;
  /** The heading of level 1 above it, and the innermost one. */
  readonly block: string;
  readonly section: string;
  /** As it stood there, without its bullet. */
  readonly text: string;
  /** Recaps that it cites. */
  readonly sources: readonly string[];
}
