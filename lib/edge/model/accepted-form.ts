import { parseErrorBody } from "../../core/model/faults/error-body.ts";
import {
  ANSWER_FORMS,
  type AnswerForm,
  nextForm,
  refusesForm,
  withForm,
} from "../../core/model/lenient/answer-form.ts";
import type { Fetch } from "./guarded-fetch.ts";

/** How objects are asked for at an endpoint, found out once for the run. */
export interface AcceptedForm {
  readonly fetch: Fetch;
  /** The form that the endpoint took last. */
  readonly form: () => AnswerForm;
}

/**
 * Asks for an object by its schema, and where a server refuses that by name, as any JSON object, then in words. What a
 * server takes is remembered; it is found out by one request while those that come meanwhile wait. `onChange` hears
 * each form that is given up to.
 */
export function acceptedForm(send: Fetch, onChange: (form: AnswerForm) => void): AcceptedForm {
  let form: AnswerForm = "json_schema";
  let finding: Promise<unknown> = Promise.resolve();

  const sendIn = (asked: AnswerForm, input: Parameters<Fetch>[0], init: RequestInit | undefined) => {
    const body = typeof init?.body === "string" ? withForm(init.body, asked) : undefined;
    return send(input, body === undefined ? init : { ...init, body });
  };

  /** Goes on from the form that was refused, or from one that another request has found meanwhile. */
  const find = async (refused: AnswerForm, first: Response, input: Parameters<Fetch>[0], init?: RequestInit) => {
    let response = first;
    for (let next = after(refused); next !== undefined; next = nextForm(next)) {
      response = await sendIn(next, input, init);
      if (await isRefusal(response)) continue;
      if (form !== next) onChange(next);
      form = next;
      break;
    }
    return response;
  };
  /** What was found since, where it is less strict than the form that was refused. */
  const after = (refused: AnswerForm) =>
    ANSWER_FORMS.indexOf(form) > ANSWER_FORMS.indexOf(refused) ? form : nextForm(refused);

  return {
    form: () => form,
    fetch: async (input, init) => {
      if (typeof init?.body !== "string" || withForm(init.body, "json_schema") === undefined) return send(input, init);
      await finding;
      const asked = form;
      const response = await sendIn(asked, input, init);
      if (!(await isRefusal(response))) return response;
      const found = finding.then(() => find(asked, response, input, init));
      finding = found.catch(() => undefined);
      return found;
    },
  };
}

async function isRefusal(response: Response): Promise<boolean> {
  if (response.status !== 400 && response.status !== 422) return false;
  const text = await response.clone().text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  const read = parseErrorBody(body);
  return refusesForm(read?.message ?? text, read?.param);
}
