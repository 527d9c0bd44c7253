import type { RecordAgent } from "../../../core/agents/formats.ts";
import type { PromptLog } from "../../../core/agents/prompt-log.ts";

/** A file of a session, known by name, size and time alone. Times in whole milliseconds. */
export interface SessionFile {
  readonly path: string;
  readonly form: "lines" | "document";
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

/** A session whose records stand in files of its own. */
export interface ListedSession {
  readonly agent: RecordAgent;
  /** The session's own id wherever names hold it; what is inside the file wins. */
  readonly key: string;
  /** In the order in which they are read. */
  readonly files: readonly SessionFile[];
  /** A document beside them that describes the session. */
  readonly record: string | undefined;
  /** The folder, where it stands beside the transcript. */
  readonly cwd: string | undefined;
  /** What was typed into terminals; undefined where the product keeps no such log, or this home has none. */
  readonly prompts: PromptLog | undefined;
}

/** What one look at a product's home found; nothing under a folder in `unlisted` may be judged gone. */
export interface SessionListing {
  /** The folder that was looked through. */
  readonly root: string;
  readonly exists: boolean;
  readonly sessions: readonly ListedSession[];
  /** Folders that could not be listed, and why. */
  readonly unlisted: ReadonlyMap<string, string>;
  /** Links and other things with a transcript's name: never opened. */
  readonly refused: readonly string[];
}
