/** What a message of the person says about the work, as far as words that people commonly use tell. */
export interface UserWords {
  readonly text: string;
  /** Sentences that say how the person wants things, word for word. */
  readonly wishes: readonly string[];
  readonly feedback: "accepted" | "rejected" | "open" | undefined;
  /** The person wants something done differently than it was. */
  readonly corrects: boolean;
  /** The person takes back what they said before. */
  readonly retracts: boolean;
  /** The message goes on with what is being done, rather than beginning something else. */
  readonly continues: boolean;
}

const ACCEPTS =
  /^(?:works?|worked|good|great|perfect|nice|thanks?|thank you|ok(?:ay)?|lgtm|looks good|yes|well done|fine|cool|excellent|awesome|ship it)\b/i;
const REJECTS =
  /^(?:no(?! (?:worries|problem|need|rush))|nope|wrong|undo|revert)\b|\b(?:(?:this|that) is wrong|that'?s wrong|not what i (?:asked|wanted|meant)|revert (?:it|that|this)|undo (?:it|that|this)|still (?:fails?|failing|broken|wrong|crash\w*)|(?:does|did)(?: not|n'?t) work)\b/i;
const CORRECTS =
  /^(?:as i (?:said|told|mentioned)|i (?:said|told|asked)|again[,:]|actually|instead|not |do(?: not|n'?t) |never |stop |use |rather |wait[,. ]|hold on|please (?:do(?: not|n'?t)|use|stop) )/i;
const CONTINUES = /^(?:and|also|but|so|then|why did you|why do you|before you|next time|hmm+|right|plus|one more)\b/i;
const OPEN =
  /\b(?:not decided|undecided|not sure(?: yet)?|let'?s (?:leave|sleep|wait)|leave it|decide later|no decision)\b/i;
const RETRACTS =
  /\b(?:forget (?:what i said|that|it)|never ?mind|scrap that|ignore (?:that|my last|what i said)|(?:i )?take (?:that|it) back)\b/i;

/** A sentence that asks for a way of working, now or always. */
const WISHES: readonly RegExp[] = [
  /\b(?:always|never|from now on|next time|in (?:the )?future|going forward|every time|as (?:a rule|usual))\b/i,
  /\b(?:prefer|instead of|rather than|no longer|without asking|ask (?:me )?(?:first|before)|show me .*\bfirst)\b/i,
  /\b(?:do not|don'?t|must(?: not|n'?t)|should(?:n'?t| not)|stop \w+ing)\b/i,
  /\b(?:keep (?:everything|all|it|this|them|the)|make sure|remember (?:to|that)|be sure to|before you)\b/i,
  /\bi (?:want|like|hate|asked|said|told)\b|\bwe (?:use|always|never|don'?t|do not)\b|\bas i said\b/i,
  /\b[\w.-]+, not (?:an? )?[\w.-]+/i,
  /(?:^|[,;:.] ?)(?:no|only|plan only) [\w-]+(?: [\w-]+)?(?:[,.:;!]|$| like\b| please\b)/i,
];

/** In a first request these describe the work; said about work that is there, they say how it ought to have been. */
const DEMANDS = /\b(?:must|should|has to|have to|needs? to)\b/i;

/** Reads one message of the person. `first`: it opens the session, so nothing can be corrected yet. */
export function readUserWords(message: string, place: "first" | "later"): UserWords {
  const text = message.replaceAll(/<environment_context>[\s\S]*?<\/environment_context>/g, "").trim();
  const later = place === "later";
  const retracts = later && RETRACTS.test(text);
  const rejects = later && REJECTS.test(text);
  const corrects = rejects || (later && !retracts && CORRECTS.test(text));
  const open = OPEN.test(text);
  const accepts = later && !rejects && ACCEPTS.test(text);
  const continues = corrects || retracts || accepts || open || (later && (CONTINUES.test(text) || wordCount(text) < 3));
  // A correction is quoted whole: its reason is part of it.
  return {
    text,
    wishes:
      corrects && !open && text.length <= QUOTE_MAX_CHARS
        ? [text]
        : wishesOf(text, continues ? [...WISHES, DEMANDS] : WISHES),
    feedback: rejects ? "rejected" : open ? "open" : accepts ? "accepted" : undefined,
    corrects,
    retracts,
    continues,
  };
}

/** The sentences that ask for a way of working. */
function wishesOf(text: string, wishes: readonly RegExp[]): string[] {
  const sentences = sentencesOf(text).filter((sentence) => sentence.length <= QUOTE_MAX_CHARS);
  return sentences.filter((sentence) => !RETRACTS.test(sentence) && wishes.some((wish) => wish.test(sentence)));
}

/** A longer message is pasted material rather than a wish. */
const QUOTE_MAX_CHARS = 600;

/** The sentences of a text; line ends end one too. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+(?=[\p{Lu}\d`"'([])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

const wordCount = (text: string) => text.split(/\s+/).length;
