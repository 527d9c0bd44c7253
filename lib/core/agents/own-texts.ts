import { withoutBlocks } from "./tagged-blocks.ts";

/** The heading of the instructions that this program gives to agents, and the first words below it. */
const HEADING = "## Memory of earlier sessions";
/** What else only those instructions hold. */
const SIGNS = ["oai-mem-citation", "### memory_summary.md", "A folder holds what earlier sessions"];
/** The blocks in which harnesses hand over what a hook printed, remind their models, and name what an editor shows. */
const INJECTED = [
  ..."hook_context user-prompt-submit-hook qwen:user-prompt-submit-context system-reminder system_reminder".split(" "),
  ..."ide_opened_file ide_selection ide_diagnostics".split(" "),
];

/**
 * A text without what this program or another hook has put into it: memory that came back in a transcript would
 * otherwise learn itself.
 */
export function withoutOwnTexts(text: string): string {
  const unhooked = text.includes("<") ? INJECTED.reduce(withoutBlocks, text) : text;
  return withoutInstructions(unhooked);
}

function withoutInstructions(text: string): string {
  const at = text.indexOf(HEADING);
  if (at < 0 || (at > 0 && text[at - 1] !== "\n" && text[at - 1] !== ">")) return text;
  const rest = text.slice(at);
  if (!SIGNS.some((sign) => rest.includes(sign))) return text;
  // Nothing marks the end of what we say but the block that some harness wrapped around it.
  const close = closingTagAfter(text, at);
  const after = close < 0 ? "" : text.slice(close);
  return withoutInstructions(`${text.slice(0, at)}${after}`);
}

/** A wrapper opens right before what it wraps. */
const BEFORE_CHARS = 4_096;
const OPENING_TAG = /<([A-Za-z][\w:-]*)(?:\s[^<>]*)?>/g;

/** Where the block that is open at `at` closes; -1 when none is open there. */
function closingTagAfter(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - BEFORE_CHARS), at);
  const open = [...before.matchAll(OPENING_TAG)].findLast(
    ([tag = "", name = ""]) => before.indexOf(`</${name}>`, before.lastIndexOf(tag)) < 0,
  );
  const close = open === undefined ? -1 : text.lastIndexOf(`</${open[1]}>`);
  return close > at ? close : -1;
}
