import { DAY_SECONDS } from "../constants.ts";
import { byteOrder } from "../text/byte-order.ts";
import { parseFileTime } from "../text/time.ts";
import { EXTENSIONS_FOLDER } from "./paths.ts";

const FILE_TIME_LENGTH = "YYYY-MM-DDThh-mm-ss".length;

/** A folder of `extensions/` as it was listed. */
export interface ExtensionFound {
  readonly name: string;
  /** It has an `instructions.md`; a folder without one is nobody's extension and is left alone. */
  readonly hasInstructions: boolean;
  /** Names of the regular files directly in `resources/`; links and folders are left out. */
  readonly resources: readonly string[];
}

/**
 * The resources that have outlived their retention: `*.md` whose name starts with a time (UTC) at or before
 * `now` − `retentionDays`. Paths `extensions/<name>/resources/<file>`, in byte order.
 */
export function planResourcePrune(extensions: readonly ExtensionFound[], retentionDays: number, now: number): string[] {
  const cutoff = now - retentionDays * DAY_SECONDS;
  return extensions
    .filter((extension) => extension.hasInstructions)
    .flatMap(({ name, resources }) =>
      resources
        .filter((file) => file.endsWith(".md") && isAtOrBefore(file, cutoff))
        .map((file) => `${EXTENSIONS_FOLDER}/${name}/resources/${file}`),
    )
    .toSorted(byteOrder);
}

function isAtOrBefore(file: string, cutoff: number): boolean {
  const time = parseFileTime(file.slice(0, FILE_TIME_LENGTH));
  return time !== undefined && time <= cutoff;
}
