/** A memory that another program made of a session, and what it says of that session. Times are whole seconds. */
export interface ImportedMemory {
  readonly threadId: string;
  readonly rawMemory: string;
  readonly rolloutSummary: string;
  readonly rolloutSlug: string | undefined;
  readonly sourceUpdatedAt: number;
  readonly generatedAt: number;
  readonly usageCount: number | undefined;
  readonly lastUsage: number | undefined;
  /** The model that made it, where that is recorded. */
  readonly madeBy: string | undefined;
  readonly session: ImportedSession;
}

/** What is known of the session of a memory; empty texts where nothing is. */
export interface ImportedSession {
  readonly rolloutPath: string;
  readonly cwd: string;
  readonly source: string;
  readonly title: string;
  readonly gitBranch: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly memoryMode: "enabled" | "disabled" | "polluted";
  readonly archived: boolean;
}

/** A session of which nothing but a memory is left. */
export const UNKNOWN_SESSION: Omit<ImportedSession, "createdAt" | "updatedAt"> = {
  rolloutPath: "",
  cwd: "",
  source: "vscode",
  title: "",
  gitBranch: undefined,
  memoryMode: "enabled",
  archived: false,
};
