import type { Language } from "../../../languages/language.ts";
import { phrasePattern, says } from "../../../languages/phrases.ts";
import { wordCount } from "../../../languages/sentences.ts";
import { isQuestion } from "./wishes-in.ts";

/** What a reply to a final answer says of the work. */
export type Verdict = "accepted" | "partly" | "rejected" | "open";

/** More words than these beside the praise make another sentence of it. */
const PRAISE_MAX_REST_WORDS = 3;
/** "It still fails": a longer message tells of something else as well. */
const COMPLAINT_MAX_WORDS = 8;
/** "Good question", "good morning": praise of what was said, or none. */
const OF_TALK =
  /^\s*(?:question|point|idea|morning|evening|frage|idee|morgen|abend|punkt|pregunta|idea|domanda|pergunta|вопрос|мысль|утро|pytanie|pomysł|soru|fikir)/iu;
const THUMB = /^\s*(?:👍|✅|🎉|👌|💯|🙏|❤️|🚀|👏|🥳|🤩|😍|💪)/u;
const THUMB_DOWN = /^\s*(?:👎|❌|🚫|🤦)/u;
const CLAUSE_END = /[,.!;:。、，！；：\n—–]|\s-\s/u;

/** The verdict in a reply to a final answer; undefined when it has none. */
export function readVerdict(
  text: string,
  sentences: readonly string[],
  languages: readonly Language[],
): Verdict | undefined {
  // A message of signs alone has no sentence.
  if (THUMB_DOWN.test(text)) return "rejected";
  if (sentences.length === 0 && THUMB.test(text)) return "accepted";
  const [first = ""] = sentences;
  if (isQuestion(first, languages)) return undefined;
  const praised = isPraise(first, languages);
  const complains =
    says(languages, "rejects", text) ||
    sentences.some((sentence) => says(languages, "reports", sentence) && !isQuestion(sentence, languages));
  if (praised) return complains || isTakenBack(text, languages) ? "partly" : "accepted";
  if (says(languages, "rejects", text)) return "rejected";
  if (says(languages, "corrects", first, "start") && complains) return "rejected";
  if (says(languages, "reports", first) && wordCount(text) <= COMPLAINT_MAX_WORDS) return "rejected";
  if (isBareNo(first, languages)) return "rejected";
  return says(languages, "open", text) ? "open" : undefined;
}

/** A message that begins with praise, and with little else before the first comma or full stop. */
export function isPraise(sentence: string, languages: readonly Language[]): boolean {
  const whole = sentence.split(CLAUSE_END)[0] ?? "";
  // "Thanks page: build it" names a page.
  const names = /^\s*[:：]/.test(sentence.slice(whole.length));
  if (THUMB.test(sentence)) return true;
  return languages.some((language) => {
    const but = phrasePattern(language, "but", "anywhere").exec(whole);
    const clause = (but === null ? whole : whole.slice(0, but.index)).trim();
    const pattern = phrasePattern(language, "accepts", "start");
    const found = pattern.exec(clause);
    if (found === null || says([language], "reports", clause)) return false;
    const rest = clause.slice(found[0].length);
    if (OF_TALK.test(rest) || (names && wordCount(rest) > 0)) return false;
    return language.words === "apart"
      ? wordCount(rest) <= PRAISE_MAX_REST_WORDS
      : rest.replaceAll(/[了啊呀吧呢哦啦嘛的很多非常也都就ですますねよございたーう요네다습니어아한\s]/g, "").length <=
          1;
  });
}

/** "Works, but …". */
function isTakenBack(text: string, languages: readonly Language[]): boolean {
  return languages.some((language) => phrasePattern(language, "but", "anywhere").test(text));
}

/** The sentence objects and says nothing else: "No.", "wrong". */
function isBareNo(sentence: string, languages: readonly Language[]): boolean {
  return says(languages, "corrects", sentence, "start") && wordCount(sentence) <= 2;
}
