import { type CitingMessageAt, citationsInRollouts } from "../../../lib/flow/citations/rollouts.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { CITATION_HEADER, renderCitations } from "../../print/citation-lines.ts";
import { count } from "../../print/count.ts";
import { visible, visibleJson } from "../../terminal/visible.ts";
import { makeCitationChecker } from "./check.ts";
import { citationForm } from "./form.ts";

/** `citations --rollouts PATH`: a line for each assistant message that cites memory. */
export async function runOnRollouts(context: CommandContext, path: string): Promise<Outcome> {
  const { options, io } = context;
  const checker = await makeCitationChecker(context);
  const world = options.count === true ? await context.world() : undefined;
  const form = citationForm(options);
  const show = form === "json" ? visibleJson : visible;
  const print = (text: string) => io.write(io.stdoutIsTerminal ? show(text) : text);
  if (form === "tsv" && options.noHeaders !== true) await print(CITATION_HEADER);
  const messages: CitingMessageAt[] = [];
  let none = true;
  for await (const message of citationsInRollouts(path, world?.signal)) {
    none = false;
    await print(renderCitations(await checker.check(message.source, message.citation, message.threadId), form));
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
  return { exit: checker.found || (options.require === true && none) ? 1 : 0 };
}
