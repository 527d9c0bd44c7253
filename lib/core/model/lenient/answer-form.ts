/**
 * In which form an object is asked for, the strictest first: with its schema, as any JSON object, or in words alone.
 */
export const ANSWER_FORMS = ["json_schema", "json_object", "none"] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];

/** The next form when a server refuses one; undefined after the last. */
export function nextForm(form: AnswerForm): AnswerForm | undefined {
  return ANSWER_FORMS[ANSWER_FORMS.indexOf(form) + 1];
}

/** Whether an error of status 400 or 422 names the schema or the format of the answer. */
export function refusesForm(message: string, param: string | undefined): boolean {
  if (/^(?:text\.format|response_format|text)\b/.test(param ?? "")) return true;
  return FORM_WORDS.test(message.slice(0, MESSAGE_READ_CHARS));
}

const FORM_WORDS =
  /\bresponse_format\b|\bresponse format\b|\btext\.format\b|\bjson[_ ]schema\b|\bjson[_ ]object\b|\bstructured outputs?\b|\bgrammar\b/i;
/** Behind these a server may echo the request. */
const MESSAGE_READ_CHARS = 300;

/**
 * The body of a request with its object asked for in another form; undefined when the body asks for no object by a
 * schema. What the server does not hold the model to is said to it in words.
 */
export function withForm(body: string, form: AnswerForm): string | undefined {
  const request = JSON.parse(body) as Request;
  const schema = request.text?.format?.schema ?? request.response_format?.json_schema?.schema;
  if (schema === undefined) return undefined;
  if (form === "json_schema") return body;
  const said = `Answer with one JSON object and nothing else, no code fence. It has to fit this JSON schema:\n${JSON.stringify(schema)}`;
  const format = form === "json_object" ? { type: "json_object" } : undefined;
  if (request.text !== undefined) {
    const { text: asked, input = [], ...rest } = request;
    const { format: _, ...settings } = asked;
    const text = { ...settings, ...(format !== undefined && { format }) };
    return JSON.stringify({
      ...rest,
      ...(Object.keys(text).length > 0 && { text }),
      input: inSystem(input, said),
    });
  }
  const { response_format: _, messages = [], ...rest } = request;
  return JSON.stringify({
    ...rest,
    ...(format !== undefined && { response_format: format }),
    messages: inSystem(messages, said),
  });
}

interface Message {
  readonly role?: string;
  readonly content?: unknown;
}
interface Request {
  readonly text?: { readonly format?: { readonly schema?: unknown } };
  readonly response_format?: { readonly json_schema?: { readonly schema?: unknown } };
  readonly input?: readonly Message[];
  readonly messages?: readonly Message[];
}

/** The words go to the end of the system text; without one they are a system text. */
function inSystem(messages: readonly Message[], said: string): readonly Message[] {
  const [first, ...rest] = messages;
  if (
    first !== undefined &&
    (first.role === "system" || first.role === "developer") &&
    typeof first.content === "string"
  ) {
    return [{ ...first, content: `${first.content}\n\n${said}` }, ...rest];
  }
  return [{ role: "system", content: said }, ...messages];
}
