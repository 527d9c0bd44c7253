/** White space runs as one blank, none at the ends. */
export function squeeze(text: string): string {
  // Most texts are squeezed already, and finding that out is cheaper than making a copy.
  return /^\s|\s$|\s\s|[^\S ]/.test(text) ? text.replaceAll(/\s+/g, " ").trim() : text;
}

/** What two wordings of one thing share: words in lower case, without quotes, emphasis and end punctuation. */
export function wordingKey(text: string): string {
  return squeeze(text.toLowerCase().replaceAll(/["'“”‘’«»*_`]/g, "")).replace(/[.!?;:,。！？]+$/u, "");
}

const FILLER =
  /^(?:(?:there (?:are|were|was) )?(?:none|no(?:ne|thing)?(?: (?:such|other|specific|explicit|notable|new|strong|clear|particular))*(?: (?:preferences?|preference signals?|signals?|failures?|references?|facts?|knowledge|reusable knowledge|items?))?)(?: (?:yet|observed|recorded|found|noted|known|given|expressed|stated|seen))*|n\/?a|tbd|to be (?:added|determined)|unknown|-+|…|\.\.\.)$/;

/** What a filler begins with, whatever stands around it: told without making a copy of each line of a memory. */
const FILLER_START = /^[\s"'“”‘’«»*_`()[\]]*[ntu….-]/i;

/** Whether a line says nothing, such as "none observed" or "n/a". */
export function isFiller(text: string): boolean {
  return FILLER_START.test(text) && FILLER.test(wordingKey(text).replaceAll(/[()[\]]/g, ""));
}

const WISH =
  /\b(?:prefers?|preferred|wants?|wishes|always|never|insists?|asked (?:for|to|that|me)|please|do ?n[o']t|do not|instead of|rather than|from now on|by default)\b/i;

/** Whether a line outside any titled section reads like a wish of the user rather than a fact. */
export function readsLikeWish(text: string): boolean {
  return WISH.test(text);
}

const STOP_WORDS = new Set(
  "a an and are as at be by do for from has have in is it its of on or that the their them then this to up was were when with".split(
    " ",
  ),
);

/** The words of a text that carry meaning, in lower case; what is in code spans is split like the rest. */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:[._/-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word));
}
