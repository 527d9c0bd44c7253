import { MemoriesError } from "../../core/errors.ts";
import { renderInstructions } from "../../core/memory-read/render-instructions.ts";
import { estimateTokens } from "../../core/text/tokens.ts";
import { readMemoryFile } from "../../edge/memory-files/open-memory.ts";
import type { World } from "../world.ts";

const SUMMARY_FILE = "memory_summary.md";

/** What a session gets to know of its memory. */
export interface Instructions {
  readonly text: string;
  readonly tokens: number;
}

/**
 * The message to inject at the start of a session; undefined where there is nothing to tell: memory is switched off,
 * or the summary is missing, blank or not UTF-8. Throws `bad_template`.
 */
export function readInstructions(world: World): Instructions | undefined {
  if (!world.settings.useMemories) {
    world.log.detail("no instructions: use_memories is false");
    return undefined;
  }
  const summary = summaryOf(world);
  const text = summary && renderInstructions(world.templates.read_path, world.paths.root, summary);
  if (text === undefined) {
    if (summary !== undefined) world.log.detail(`no instructions: ${SUMMARY_FILE} is blank or not UTF-8`);
    return undefined;
  }
  const tokens = estimateTokens(text);
  world.log.detail(`instructions: ${tokens} tokens`);
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
