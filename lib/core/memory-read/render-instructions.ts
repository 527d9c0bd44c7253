import { SUMMARY_MAX_TOKENS } from "../constants.ts";
import { fillTemplate } from "../text/fill.ts";
import { BYTES_PER_TOKEN } from "../text/tokens.ts";
import { truncateMiddle } from "../text/truncate.ts";

/**
 * The message that tells an agent about its memory: the template with the root and the summary, trimmed and cut in
 * the middle to its budget. Undefined when the summary is blank or not UTF-8. Throws `bad_template`.
 */
export function renderInstructions(template: string, root: string, summary: Uint8Array): string | undefined {
  const text = utf8Text(summary)?.trim();
  if (text === undefined || text === "") return undefined;
  return fillTemplate("read_path", template, {
    root,
    memory_summary: truncateMiddle(text, SUMMARY_MAX_TOKENS * BYTES_PER_TOKEN),
  });
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
