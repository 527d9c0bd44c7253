import { type CitingMessageAt, citationsInRollouts } from "../../../lib/flow/citations/rollouts.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { renderCitationLine, renderCitationRows } from "../../print/citation-lines.ts";
import { count } from "../../print/count.ts";
import { visible, visibleJson } from "../../terminal/visible.ts";
import { makeCitationJudge } from "./judge.ts";

/** `citations --rollouts PATH`: a line for each assistant message that cites memory. */
export async function runOnRollouts(context: CommandContext, path: string): Promise<Outcome> {
  const { options, io } = context;
  const judge = await makeCitationJudge(context);
  const world = options.count === true ? await context.world() : undefined;
  const render = options.format === "tsv" ? renderCitationRows : renderCitationLine;
  const show = render === renderCitationRows ? visible : visibleJson;
  const messages: CitingMessageAt[] = [];
  let none = true;
  for await (const message of citationsInRollouts(path, world?.signal)) {
    none = false;
    const text = render(judge.judge(message.source, message.citation, message.threadId));
    await io.write(io.stdoutIsTerminal ? show(text) : text);
    if (world !== undefined) messages.push(message);
  }
  if (world !== undefined) {
    // What counts brings the database along, which a pipe that only reads does not wait for.
    const { countMessages } = await import("../../../lib/flow/citations/count-citations.ts");
    const { messages: counted, citations } = await countMessages(world, messages);
    world.log.info(
      `counted ${count(citations, "citation")} of ${count(counted, "new message")}; citing memory: ${count(messages, "message")}`,
    );
  }
  return { exit: judge.found || (options.require === true && none) ? 1 : 0 };
}
