import type { MalformedLine } from "../../../lib/core/citations/citation.ts";
import { checkCitationInputs, scanInput, writeBeside } from "../../../lib/flow/citations/citations.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { CITATION_HEADER, citationJson, renderCitations } from "../../print/citation-lines.ts";
import { count } from "../../print/count.ts";
import { visible, visibleJson } from "../../terminal/visible.ts";
import { visibleStream } from "../../terminal/visible-stream.ts";
import { makeCitationChecker } from "./check.ts";
import { citationForm } from "./form.ts";

/** `citations` on standard input (`-`) and files: one value for each. */
export async function runOnInputs(context: CommandContext, names: readonly string[]): Promise<Outcome> {
  const { options, io } = context;
  checkCitationInputs(names);
  const checker = await makeCitationChecker(context);
  const needsWorld = options.verify === true || options.resolve === true || options.count === true;
  const world = needsWorld ? await context.world() : undefined;
  const shown = io.stdoutIsTerminal ? visibleStream(io.write) : undefined;
  const write = shown?.write ?? io.write;
  const form = citationForm(options);
  const show = form === "json" ? visibleJson : visible;
  const print = (text: string) => io.write(io.stdoutIsTerminal ? show(text) : text);
  if (form === "tsv" && options.noHeaders !== true) await print(CITATION_HEADER);
  const beside: object[] = [];
  let none = true;
  const cited: (readonly string[])[] = [];
  for (const name of names) {
    const citation = await scanInput(
      name,
      {
        ...(options.strip === true && { visible: write }),
        ...(options.verify === true && { malformed: (line: MalformedLine) => checker.malformed(name, line) }),
      },
      world?.signal,
    );
    none &&= citation === undefined;
    const line = await checker.check(name, citation);
    if (options.strip !== true) await print(renderCitations(line, form));
    else beside.push(citationJson(line));
    if (citation !== undefined) cited.push(citation.rolloutIds);
  }
  await shown?.end();
  if (options.jsonTo !== undefined) writeBeside(options.jsonTo, beside);
  // Last, so that a display goes on when the database cannot be reached.
  if (world !== undefined && options.count === true && cited.length > 0) {
    // What counts brings the database along, which a pipe that only reads does not wait for.
    const { countTexts } = await import("../../../lib/flow/citations/count-citations.ts");
    const { citations } = await countTexts(world, cited);
    world.log.info(`counted ${citations} of ${count(cited.flat(), "citation")} of sessions`);
  }
  return { exit: checker.found || (options.require === true && none) ? 1 : 0 };
}
