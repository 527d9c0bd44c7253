import type { RequestFailure } from "./failure.ts";

/**
 * What is wrong with a set-up. `key`: 401; `permission`: 403; `model`: the endpoint has no such model; `tools`: the
 * model cannot call tools; `form`: a request form that this server does not take, whatever the session; `path`: 404;
 * `shape`: an answer that is none of the API that was asked.
 */
export type SetupFault = "key" | "permission" | "model" | "tools" | "form" | "path" | "shape";

/** Statuses with which a server says that nothing of this kind is to be had at this address. */
const NOTHING_HERE = new Set([404, 405, 501]);
/** Statuses of a request that was looked at and refused. */
const REFUSED = new Set([400, 404, 422, 500, 501]);

const NO_MODEL_CODES = new Set(["model_not_found", "model_not_available", "model_not_loaded", "invalid_model"]);
const NO_MODEL =
  /\bmodels?\b.{0,120}\b(?:not found|does ?n.t exist|does not exist|unknown|not available|not loaded|is not a valid)|\b(?:no|unknown|invalid|unsupported) models?\b|\bis not a valid model\b|\bno models? (?:is |are )?loaded\b/i;
const NO_TOOLS =
  /\btools?(?:[ _-](?:calls?|calling|choice|use))?\b.{0,80}\b(?:not supported|unsupported|requires? --|not enabled)|\b(?:does not|doesn't|cannot|can't) (?:support|use|call)\b.{0,40}\btools?\b|\bno endpoints found that support tool/i;
const FORM_CODES = new Set(["unsupported_parameter", "unknown_parameter", "missing_required_parameter"]);
const FORM =
  /\b(?:unsupported|unknown|unrecogni[sz]ed|unexpected|invalid) (?:request )?(?:parameter|argument|field|key|property)|\bextra inputs are not permitted|\badditional properties are not allowed|\bfield required\b/i;
/** Characters of a message that are read: behind them a server may echo the request, and with it a session's words. */
const MESSAGE_READ_CHARS = 300;
/** Parameters that carry a session's text: what is wrong with those may be the session's fault. */
const CARRIES_EVIDENCE = /^(?:input|messages)\b/;

/** The set-up fault that one failure proves by itself; undefined where it may have another cause. */
export function setupFaultOf(failure: RequestFailure): SetupFault | undefined {
  if (failure.transport === "wrong_shape") return "shape";
  if (failure.transport !== undefined) return undefined;
  const { status, code = "", param = "" } = failure;
  const message = failure.message.slice(0, MESSAGE_READ_CHARS);
  if (status === 401) return "key";
  if (status === 403) return "permission";
  if (status === undefined || failure.contextTokens !== undefined) return undefined;
  if (REFUSED.has(status)) {
    if (NO_MODEL_CODES.has(code) || NO_MODEL.test(message)) return "model";
    if (NO_TOOLS.test(message)) return "tools";
  }
  if (NOTHING_HERE.has(status)) return "path";
  if (status === 406 || status === 415) return "form";
  if (status !== 400 && status !== 422) return undefined;
  const form = FORM_CODES.has(code) || FORM.test(message);
  return form && !CARRIES_EVIDENCE.test(param) ? "form" : undefined;
}

/** What the advice needs to know of the run. */
export interface SetupContext {
  readonly modelId: string;
  readonly api: "responses" | "chat";
  readonly baseUrl: string;
  /** Ids of the models that the endpoint has, where it told. */
  readonly models: readonly string[];
  /** The command that extracts one of the sessions that failed alike. */
  readonly oneSession?: string;
}

/** Ids shown at most. */
const MODELS_SHOWN = 12;

/** The one thing to change, as a line. */
export function renderSetupHint(fault: SetupFault | "alike", context: SetupContext): string {
  const { modelId, api, baseUrl, models, oneSession = "memories extract --thread ID --record DIR" } = context;
  switch (fault) {
    case "key":
      return "set OPENAI_API_KEY to a key that this endpoint takes";
    case "permission":
      return `this key may not use ${modelId} there: give another key in OPENAI_API_KEY, or another model with --model`;
    case "model": {
      if (models.length === 0) return `${modelId} is not there: name a model that this server has with --model`;
      const more = models.length > MODELS_SHOWN ? `, and ${models.length - MODELS_SHOWN} more` : "";
      return `name a model that is there with --model: ${models.slice(0, MODELS_SHOWN).join(", ")}${more}`;
    }
    case "tools":
      return `${modelId} cannot call tools there: use --agent offline, or a model that can with --model`;
    case "form":
      return `this server does not take the form of the request: try --api ${other(api)}, or another server version`;
    case "path":
      return api === "responses"
        ? "this server may know chat completions only: use --api chat"
        : `nothing is there: does OPENAI_BASE_URL (${baseUrl}) end as the server wants it, mostly in /v1?`;
    case "shape":
      return `this is no answer of the ${api} API: try --api ${other(api)}, and look at OPENAI_BASE_URL (${baseUrl})`;
    case "alike":
      return `look at one answer: ${oneSession}`;
  }
}

const other = (api: SetupContext["api"]) => (api === "chat" ? "responses" : "chat");
