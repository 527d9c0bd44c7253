import type { Citation, MalformedLine } from "../../../lib/core/citations/citation.ts";
import { resolveCitation, verifyCitation } from "../../../lib/flow/citations/judge-citations.ts";
import type { World } from "../../../lib/flow/world.ts";
import type { CommandContext } from "../../command.ts";
import type { CitationLine } from "../../print/citation-lines.ts";

/** Problems shown in JSON, at most; all of them are told on stderr. */
const MAX_SHOWN_PROBLEMS = 1_000;
/** Of a line that is no entry, at most this much is told. */
const MAX_TOLD_CHARS = 200;

const PROBLEMS: Readonly<Record<MalformedLine["reason"], (text: string) => string>> = {
  "not an entry": (text) => `not an entry: ${text}`,
  "too long": () => "a line is too long",
  "unclosed block": () => "a block is not closed",
};

/** What `--verify` and `--resolve` do with each citation. Needs the home only when one of them is given. */
export interface CitationChecker {
  /** Whether anything was found so far. */
  readonly found: boolean;
  /** Reports a skipped line of a block. */
  malformed(source: string, line: MalformedLine): void;
  /** Verifies and resolves as asked; tells each problem on a line. */
  check(source: string, citation: Citation | undefined, threadId?: string): Promise<CitationLine>;
}

export async function makeCitationChecker({ options, world }: CommandContext): Promise<CitationChecker> {
  const unchecked = { found: false, malformed: () => {} };
  const named = (source: string, citation: Citation | undefined, threadId?: string): CitationLine => ({
    source,
    citation,
    threadId,
    problems: [],
  });
  if (options.verify !== true && options.resolve !== true)
    return { ...unchecked, check: async (source, citation, threadId) => named(source, citation, threadId) };

  const opened = await world();
  const { paths, log } = opened;
  let known: Promise<ReadonlySet<string>> | undefined;
  let found = false;
  let problems: string[] = [];
  const report = (source: string, problem: string) => {
    found = true;
    if (problems.length < MAX_SHOWN_PROBLEMS) problems.push(problem);
    log.failure(source === "-" ? problem : `${source}: ${problem}`);
  };
  return {
    get found() {
      return found;
    },
    malformed(source, { reason, text }) {
      if (options.verify !== true) return;
      report(source, PROBLEMS[reason](text.slice(0, MAX_TOLD_CHARS)));
    },
    async check(source, citation, threadId) {
      if (options.verify === true && citation !== undefined) {
        if (citation.rolloutIds.length > 0) known ??= knownMemories(opened);
        const ids = await known;
        for (const id of citation.rolloutIds) {
          if (ids?.has(id.toLowerCase()) === false) report(source, `no memory has the id ${id}`);
        }
        for (const problem of verifyCitation(paths.root, citation)) report(source, problem);
      }
      const shown = citation && options.resolve === true ? resolveCitation(paths.root, citation) : citation;
      const line = { ...named(source, shown, threadId), problems };
      problems = [];
      return line;
    },
  };
}

/** The sessions that have a memory. The database comes along, which a pipe that only reads does not wait for. */
async function knownMemories(world: World): Promise<ReadonlySet<string>> {
  const { memoryIds } = await import("../../../lib/flow/citations/memory-ids.ts");
  return memoryIds(world);
}
