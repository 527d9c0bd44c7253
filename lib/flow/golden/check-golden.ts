import { NO_MEMORY } from "../../core/consolidate/paths.ts";
import { type ChangedLine, compareGolden } from "../../core/golden/compare-golden.ts";
import { placeNames } from "../../core/model/paths.ts";
import { readFolderTexts, requireGolden, requireReplaceable, writeGolden } from "../../edge/golden/golden-folder.ts";
import type { World } from "../world.ts";

/** What a run is held against. */
export interface GoldenOptions {
  readonly dir: string;
  /** `accept`: what the run made becomes the golden folder. */
  readonly use: "compare" | "accept";
}

/** Whether a run made the golden folder. */
export interface GoldenCheck {
  readonly golden: string;
  readonly same: boolean;
  readonly accepted: boolean;
  readonly diff: string;
  readonly lines: readonly ChangedLine[];
}

/** Throws `bad_input` before a run whose golden folder is not there, or would take the place of other files. */
export function prepareGolden({ dir, use }: GoldenOptions): void {
  if (use === "compare") requireGolden(dir);
  else requireReplaceable(dir);
}

/** Compares the memory folder with the golden one. Paths of this machine are written as names, so that checkouts agree. */
export function checkGolden(world: World, { dir, use }: GoldenOptions): GoldenCheck {
  const { paths } = world;
  const names = placeNames([
    { name: "root", path: paths.root },
    { name: "codex-home", path: paths.codexHome },
    { name: "home", path: paths.home },
  ]);
  const made = new Map(
    [...readFolderTexts(paths.root)]
      .filter(([path]) => !NO_MEMORY.has(path))
      .map(([path, text]) => [path, names.toNames(text)] as const),
  );
  if (use === "accept") {
    writeGolden(dir, made);
    return { golden: dir, same: true, accepted: true, diff: "", lines: [] };
  }
  const { diff, lines } = compareGolden(readFolderTexts(dir), made);
  return { golden: dir, same: diff === "", accepted: false, diff, lines };
}
