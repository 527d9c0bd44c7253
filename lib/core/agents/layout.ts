/** A file that belongs to a session, by its path below the product's home. */
export interface SessionFileName {
  /** What all files of one session share; the session's own id wherever the name holds it. */
  readonly key: string;
  /** Whether the file holds one record a line or one document. */
  readonly form: "lines" | "document";
}

/** Where a product keeps its sessions. */
export interface AgentLayout {
  /** The product's home below the person's, and the variable that names another. */
  readonly home: string;
  readonly variable: string | undefined;
  /** Folder names that the variable's value stands above: `XDG_DATA_HOME` names the parent of the home. */
  readonly below?: string;
  readonly store: FileStore | DatabaseStore;
}

export interface FileStore {
  readonly kind: "files";
  /** The folder below the home in which sessions lie, and how many folders deep their files stand. */
  readonly folder: string;
  readonly depth: number;
  /** Which session a file belongs to, by its path below that folder; undefined when it is none of a session. */
  readonly fileOf: (path: readonly string[]) => SessionFileName | undefined;
  /** Files beside a session's own that say more of it, by paths below the home: its record, the folder it was run in. */
  readonly beside?: (path: readonly string[]) => { readonly record?: string; readonly folder?: string };
  /** The names of logs in which the client keeps what was typed, below the home: a folder, and how deep. */
  readonly promptLogs?: { readonly folder: string; readonly name: string };
  /** A file below the home that maps folders to the names of their projects. */
  readonly projects?: string;
}

export interface DatabaseStore {
  readonly kind: "database";
  /** The file's name below the home. */
  readonly file: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Where a product's home may lie, the likeliest first: what its variable names, with or without the folder that the
 * product puts below it, else the usual place below the person's home.
 */
export function homesOf(layout: AgentLayout, person: string, variable: string | undefined): string[] {
  if (variable === undefined || variable === "") return [`${person}/${layout.home}`];
  return layout.below === undefined ? [variable] : [`${variable}/${layout.below}`, variable];
}

/** The id in `<id>.jsonl`. */
export function idOfJsonl(name: string): string | undefined {
  return name.endsWith(".jsonl") && name.length > ".jsonl".length ? name.slice(0, -".jsonl".length) : undefined;
}

/** Whether a text is a UUID in its usual form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
