/** The heading of the instructions that this program gives to agents, and the first words below it. */
const HEADING = "## Memory of earlier sessions";
/** What else only those instructions hold. */
const SIGNS = ["oai-mem-citation", "### memory_summary.md", "A folder holds what earlier sessions"];
/** A closing tag on a line of its own ends what some harness wrapped around our text. */
const CLOSING_TAG = /^<\/[\w:-]+>\s*$/m;
/** The blocks in which harnesses hand over what a hook printed. */
const HOOK_BLOCK = /<(hook_context|user-prompt-submit-hook|qwen:user-prompt-submit-context)\b[^>]*>[\s\S]*?<\/\1>\s*/g;

/**
 * A text without what this program or another hook has put into it: memory that came back in a transcript would
 * otherwise learn itself.
 */
export function withoutOwnTexts(text: string): string {
  const unhooked = text.includes("<") ? text.replaceAll(HOOK_BLOCK, "") : text;
  return withoutInstructions(unhooked);
}

function withoutInstructions(text: string): string {
  const at = text.indexOf(HEADING);
  if (at < 0 || (at > 0 && text[at - 1] !== "\n")) return text;
  const rest = text.slice(at);
  if (!SIGNS.some((sign) => rest.includes(sign))) return text;
  const close = CLOSING_TAG.exec(rest);
  const after = close === null ? "" : rest.slice(close.index);
  return withoutInstructions(`${text.slice(0, at)}${after}`);
}
