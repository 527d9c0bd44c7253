import { checkCitationInputs, scanInput } from "../../../lib/flow/citations/citations.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { renderCitation, renderCitationLine, renderCitationRows } from "../../print/citation-lines.ts";
import { count } from "../../print/count.ts";
import { visible, visibleJson } from "../../terminal/visible.ts";
import { visibleStream } from "../../terminal/visible-stream.ts";
import { makeCitationJudge } from "./judge.ts";

/** `citations` on standard input (`-`) and files: one value for one input, a line each for several. */
export async function runOnInputs(context: CommandContext, names: readonly string[]): Promise<Outcome> {
  const { options, io } = context;
  checkCitationInputs(names);
  const judge = await makeCitationJudge(context);
  const needsWorld = options.verify === true || options.resolve === true || options.count === true;
  const world = needsWorld ? await context.world() : undefined;
  const shown = io.stdoutIsTerminal ? visibleStream(io.write) : undefined;
  const write = shown?.write ?? io.write;
  const render =
    options.format === "tsv"
      ? renderCitationRows
      : names.length > 1 || options.format === "ndjson"
        ? renderCitationLine
        : renderCitation;
  const show = render === renderCitationRows ? visible : visibleJson;
  let none = true;
  const cited: (readonly string[])[] = [];
  for (const name of names) {
    const citation = await scanInput(
      name,
      {
        ...(options.strip === true && { visible: write }),
        ...(options.verify === true && { malformed: (line) => judge.malformed(name, line) }),
      },
      world?.signal,
    );
    none &&= citation === undefined;
    const line = judge.judge(name, citation);
    if (options.strip !== true) await io.write(io.stdoutIsTerminal ? show(render(line)) : render(line));
    if (citation !== undefined) cited.push(citation.rolloutIds);
  }
  await shown?.end();
  // Last, so that a display goes on when the database cannot be reached.
  if (world !== undefined && options.count === true && cited.length > 0) {
    // What counts brings the database along, which a pipe that only reads does not wait for.
    const { countTexts } = await import("../../../lib/flow/citations/count-citations.ts");
    const { citations } = await countTexts(world, cited);
    world.log.info(`counted ${citations} of ${count(cited.flat(), "citation")} of sessions`);
  }
  return { exit: judge.found || (options.require === true && none) ? 1 : 0 };
}
