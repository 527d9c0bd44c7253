/** The process environment, as an argument. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where one call of git works. Nothing is discovered: what is not named here does not take part. */
export interface GitPlace {
  /** The folder git runs in. */
  readonly cwd: string;
  readonly gitDir: string;
  /** Where objects are written to and read from; default: in `gitDir`. */
  readonly objects?: string;
  /** A further store that objects are only read from. */
  readonly readObjects?: string;
  readonly index?: string;
  readonly workTree?: string;
}

/** What a git that lies in an unusual place needs to start at all. */
const PASSED_ON = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DEVELOPER_DIR"];

/**
 * The whole environment of a git call: no variable of the caller's but those git needs to start, no system or
 * user configuration and attributes, no prompt, no pager, no replaced objects, nothing fetched, no locale.
 */
export function gitEnvironment(env: Environment, place: GitPlace): Record<string, string> {
  const result: Record<string, string> = {
    HOME: "/dev/null",
    XDG_CONFIG_HOME: "/dev/null",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_PAGER: "cat",
    GIT_DIR: place.gitDir,
  };
  for (const name of PASSED_ON) {
    const value = env[name];
    if (value !== undefined) result[name] = value;
  }
  if (place.objects !== undefined) result.GIT_OBJECT_DIRECTORY = place.objects;
  if (place.readObjects !== undefined) result.GIT_ALTERNATE_OBJECT_DIRECTORIES = quoteListed(place.readObjects);
  if (place.index !== undefined) result.GIT_INDEX_FILE = place.index;
  if (place.workTree !== undefined) result.GIT_WORK_TREE = place.workTree;
  return result;
}

/** The variable is a list with colons: a path that holds one, or a quote or line end, goes in C quotes. */
function quoteListed(path: string): string {
  if (!/[:"\\\n]/.test(path)) return path;
  return `"${path.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
