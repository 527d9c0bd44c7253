import { type JsonObject, listOf, objectOf, parseObject, stringOf, textOf } from "../../../text/json.ts";

/** The tool through which an agent asks a person. */
export const ASK_TOOL = "request_user_input";

/** Where the reference's own tools stand; in code mode they have a namespace. A server's tool of that name is none. */
const OWN_NAMESPACES = new Set<string | undefined>([undefined, "functions"]);

/** Questions that were asked and not answered yet are few; more than this are an agent gone astray. */
const MAX_OPEN = 16;

interface Question {
  readonly id: string;
  readonly text: string;
}

/**
 * The questions an agent has asked through `request_user_input`, until their answers come: an answer is a person's
 * word, and says nothing without its question.
 */
export class AskedQuestions {
  private readonly open = new Map<string, readonly Question[]>();

  /** The call ids whose answers are awaited. */
  get awaited(): Iterable<string> {
    return this.open.keys();
  }

  /** Remembers a call when it asks something. */
  asked(payload: JsonObject): void {
    const callId = stringOf(payload.call_id);
    const isOwn = payload.name === ASK_TOOL && OWN_NAMESPACES.has(textOf(payload.namespace));
    if (!isOwn || callId === undefined) return;
    const given = payload.arguments ?? payload.input;
    const argumentsOf = typeof given === "string" ? parseObject(given) : objectOf(given);
    const questions = listOf(argumentsOf?.questions).flatMap((entry): Question[] => {
      const question = objectOf(entry);
      const text = stringOf(question?.question) ?? stringOf(question?.header);
      return text === undefined ? [] : [{ id: stringOf(question?.id) ?? "", text }];
    });
    const only = stringOf(argumentsOf?.question);
    if (questions.length === 0 && only !== undefined) questions.push({ id: "", text: only });
    this.open.set(callId, questions);
    const [oldest] = this.open.keys();
    if (this.open.size > MAX_OPEN && oldest !== undefined) this.open.delete(oldest);
  }

  /** The answer to a question, with the question; undefined for any other output, and for none given. */
  answered(payload: JsonObject, text: string): string | undefined {
    const callId = stringOf(payload.call_id);
    const questions = callId === undefined ? undefined : this.open.get(callId);
    if (callId === undefined || questions === undefined) return undefined;
    this.open.delete(callId);
    const answers = objectOf(parseObject(text)?.answers);
    if (answers !== undefined) return dialogue(questions, answers);
    return text.trim() === "" || REFUSAL.test(text) ? undefined : spoken(questions, text);
  }
}

/** What the tool itself says when nobody was asked: not a person's words. */
const REFUSAL = /^\s*(?:request_user_input\b|failed to parse|unsupported call|aborted|error\b|[{[])/i;

function dialogue(questions: readonly Question[], answers: JsonObject): string | undefined {
  const known = new Set(questions.map(({ id }) => id));
  const others = Object.keys(answers).filter((id) => !known.has(id));
  const lines = [...questions, ...others.map((id) => ({ id, text: id }))].flatMap(({ id, text }) => {
    const words = wordsOf(answers[id]).filter((word) => word.trim() !== "");
    return words.length === 0 ? [] : [`Question: ${text}\nAnswer: ${words.join(", ")}`];
  });
  return lines.length > 0 ? lines.join("\n") : undefined;
}

function spoken(questions: readonly Question[], answer: string): string {
  return [...questions.map(({ text }) => `Question: ${text}`), `Answer: ${answer}`].join("\n");
}

/** An answer is `{"answers": ["…"]}`; lists and plain strings are understood as well. */
function wordsOf(answer: unknown): string[] {
  if (typeof answer === "string") return [answer];
  const list = Array.isArray(answer) ? answer : listOf(objectOf(answer)?.answers);
  return list.filter((word) => typeof word === "string");
}
