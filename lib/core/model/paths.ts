/** A folder that recordings call by name, so that they hold wherever it lies. Paths are absolute. */
export interface Place {
  readonly name: "codex-home" | "home" | "root";
  readonly path: string;
}

/** Two-way rewriting of texts between this machine's paths and the names of places. */
export interface PlaceNames {
  /** Paths become `<name>`. A text that holds such a name already gets a backslash into it: `<\name>`. */
  toNames(text: string): string;
  /** The exact inverse on what `toNames` made here; names from elsewhere become this machine's paths. */
  toPaths(text: string): string;
}

const NAME = /<(\\*)(codex-home|home|root)>/g;
/** After a path that ends here; anything else goes on with the same folder name. A full stop may follow. */
const END = "(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}_])";
/** Before a path that starts here; a longer path that ends the same way is another one. */
const START = "(?<![\\p{L}\\p{N}_.-])";

/** Of places with one name the first gives the path back; where paths contain each other, the longer one wins. */
export function placeNames(places: readonly Place[]): PlaceNames {
  const usable = places.filter(({ path }) => path.length > 1);
  const names = new Map(usable.toReversed().map(({ name, path }) => [path, name]));
  const paths = new Map(usable.toReversed().map(({ name, path }) => [name as string, path]));
  const byLength = [...names.keys()].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const written = byLength.map((path) => path.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");
  const found = written === "" ? undefined : new RegExp(`${START}(?:${written})${END}`, "gu");
  return {
    toNames: (text) => {
      const escaped = text.replaceAll(NAME, "<\\$1$2>");
      return found === undefined ? escaped : escaped.replaceAll(found, (path) => `<${names.get(path)}>`);
    },
    toPaths: (text) =>
      text.replaceAll(NAME, (whole, slashes: string, name: string) =>
        slashes === "" ? (paths.get(name) ?? whole) : `<${slashes.slice(1)}${name}>`,
      ),
  };
}
