/** What a recipe is made for. Paths are absolute. */
export interface RecipeFacts {
  /** The words that start this program. */
  readonly program: readonly string[];
  readonly home: string;
  readonly codexHome: string;
  readonly root: string;
  /** The file with the key; it is named also while it is not there yet. */
  readonly keyFile: string;
  readonly limit: number;
  readonly maxTokens: number;
  readonly every: "hour" | "day" | "week";
  /** The endpoint, where the environment names another than the default one. */
  readonly baseUrl: string | undefined;
}

/** A file of a recipe. */
export interface RecipeFile {
  /** Its name in a folder of recipes. */
  readonly name: string;
  /** Where it belongs, for people; `~` is the person's home. */
  readonly place: string;
  readonly text: string;
}

/** The words of a run that nobody watches: silent when all is well, one line when not, within its bounds. */
export function unwatchedRun({ program, home, codexHome, root, limit, maxTokens }: RecipeFacts): string[] {
  return [
    ...program,
    ...["run", "--quiet", "--no-color"],
    ...["--home", home, "--codex-home", codexHome, "--root", root],
    ...["--limit", String(limit), "--max-tokens", String(maxTokens)],
  ];
}

/** Its environment: the key never stands in a recipe. */
export function unwatchedEnvironment({ keyFile, baseUrl }: RecipeFacts): Record<string, string> {
  return { MEMORIES_API_KEY_FILE: keyFile, ...(baseUrl === undefined ? {} : { OPENAI_BASE_URL: baseUrl }) };
}

/** A word as a POSIX shell reads it. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
