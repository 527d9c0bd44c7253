import type { Citation, MalformedLine } from "../../../lib/core/citations/citation.ts";
import { resolveCitation, verifyCitation } from "../../../lib/flow/citations/judge-citations.ts";
import type { CommandContext } from "../../command.ts";
import type { CitationLine } from "../../print/citation-lines.ts";

/** Findings shown in JSON, at most; all of them are told on stderr. */
const MAX_SHOWN_FINDINGS = 1_000;
/** Of a line that is no entry, at most this much is told. */
const MAX_TOLD_CHARS = 200;

/** What `--verify` and `--resolve` do with each citation. Needs the home only when one of them is given. */
export interface CitationJudge {
  /** Whether anything was found so far. */
  readonly found: boolean;
  /** Tells of a skipped line of a block. */
  malformed(source: string, line: MalformedLine): void;
  /** Verifies and resolves as asked; tells each finding on a line. */
  judge(source: string, citation: Citation | undefined, threadId?: string): CitationLine;
}

export async function makeCitationJudge({ options, world }: CommandContext): Promise<CitationJudge> {
  const unjudged = { found: false, malformed: () => {} };
  const named = (source: string, citation: Citation | undefined, threadId: string | undefined): CitationLine => ({
    source,
    citation,
    ...(threadId !== undefined && { threadId }),
  });
  if (options.verify !== true && options.resolve !== true) return { ...unjudged, judge: named };

  const { paths, log } = await world();
  let found = false;
  let findings: string[] = [];
  const tell = (source: string, finding: string) => {
    found = true;
    if (findings.length < MAX_SHOWN_FINDINGS) findings.push(finding);
    log.failure(source === "-" ? finding : `${source}: ${finding}`);
  };
  return {
    get found() {
      return found;
    },
    malformed(source, { reason, text }) {
      if (options.verify !== true) return;
      tell(source, reason === "too long" ? "a line is too long" : `not an entry: ${text.slice(0, MAX_TOLD_CHARS)}`);
    },
    judge(source, citation, threadId) {
      if (options.verify === true && citation !== undefined) {
        for (const finding of verifyCitation(paths.root, citation)) tell(source, finding);
      }
      const shown = citation && options.resolve === true ? resolveCitation(paths.root, citation) : citation;
      const line = { ...named(source, shown, threadId), ...(options.verify === true && { findings }) };
      findings = [];
      return line;
    },
  };
}
