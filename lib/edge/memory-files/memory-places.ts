import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { MemoryPlaces } from "../../core/usage/memory-kind.ts";

/** Paths that were looked up are kept up to this; transcripts name the same few again and again. */
const MAX_KNOWN = 10_000;

/**
 * Knows the memory root by its real path: whatever it is called, through links, `~` and `..`. `home`: the folder that
 * `~` stands for.
 */
export function memoryPlaces(root: string, home: string | undefined): MemoryPlaces {
  const realRoot = realPath(root);
  const known = new Map<string, string | undefined>();
  const look = (path: string) => {
    const expanded = home !== undefined && /^~(?:\/|$)/.test(path) ? home + path.slice(1) : path;
    if (!isAbsolute(expanded) || expanded.includes("\0")) return undefined;
    const inside = relative(realRoot, realPath(resolve(expanded)));
    return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside;
  };
  return {
    insideRoot(path) {
      if (!known.has(path)) {
        if (known.size >= MAX_KNOWN) known.clear();
        known.set(path, look(path));
      }
      return known.get(path);
    },
  };
}

/** The real path of the longest beginning that is there, and the rest as it is written. */
function realPath(path: string): string {
  for (let at = path, rest = ""; ; ) {
    try {
      return resolve(realpathSync(at), rest);
    } catch {
      // Not there, not to be looked into, or a circle of links: the folder above says more.
      const above = dirname(at);
      if (above === at) return path;
      rest =
        rest === ""
          ? at.slice(above.length).replace(/^\/+/, "")
          : `${at.slice(above.length).replace(/^\/+/, "")}/${rest}`;
      at = above;
    }
  }
}
