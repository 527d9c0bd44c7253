import { SUMMARY_FILE } from "../../core/consolidate/paths.ts";
import { MemoriesError } from "../../core/errors.ts";
import { renderInstructions } from "../../core/memory-read/render-instructions.ts";
import { estimateTokens } from "../../core/text/tokens.ts";
import { readMemoryFile } from "../../edge/memory-files/open-memory.ts";
import type { World } from "../world.ts";

/** What a session gets to know of its memory. */
export interface Instructions {
  readonly text: string;
  readonly tokens: number;
}

/**
 * The message to inject at the start of a session; undefined where there is nothing to tell: memory is switched off,
 * the summary is missing, blank or not UTF-8, or `fits` takes not even the message without it. Throws `bad_template`.
 */
export function readInstructions(world: World, fits?: (message: string) => boolean): Instructions | undefined {
  if (!world.settings.useMemories) {
    world.log.detail("no instructions: use_memories is false");
    return undefined;
  }
  const summary = summaryOf(world);
  const rendered = summary && renderInstructions(world.templates.read_path, world.paths.root, summary, fits);
  if (rendered === undefined) {
    if (summary !== undefined) world.log.detail(`no instructions: ${SUMMARY_FILE} is blank, not UTF-8, or has no room`);
    return undefined;
  }
  const { text, leftOut } = rendered;
  const tokens = estimateTokens(text);
  world.log.detail(
    `instructions: ${tokens} tokens${leftOut === 0 ? "" : `, ${leftOut} lines of the summary left out`}`,
  );
  return { text, tokens };
}

/** The same safe reading as everywhere under the root: a link or a second name of a foreign file is not injected. */
function summaryOf(world: World): Buffer | undefined {
  try {
    return readMemoryFile(world.paths.root, [SUMMARY_FILE]);
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    world.log.detail(`no instructions: ${thrown.message}`);
    return undefined;
  }
}
