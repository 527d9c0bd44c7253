import type { World } from "../world.ts";

/** Where private copies of other programs' databases are made, and removed again. */
export function copiesFolder({ paths }: World): string {
  return `${paths.home}/cache`;
}
