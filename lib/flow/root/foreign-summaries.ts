import { ROLLOUT_SUMMARIES_FOLDER } from "../../core/consolidate/paths.ts";

/** Names of the summaries that lie in a folder that is about to be adopted. */
export function foreignSummaries(paths: Iterable<string>): string[] {
  const prefix = `${ROLLOUT_SUMMARIES_FOLDER}/`;
  return [...paths]
    .filter((path) => path.startsWith(prefix) && path.endsWith(".md"))
    .map((path) => path.slice(prefix.length))
    .filter((name) => !name.includes("/"))
    .toSorted();
}
