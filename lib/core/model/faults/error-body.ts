import { z } from "zod";

/** What an endpoint says of an error in its body, whichever server it is. */
export interface ErrorBody {
  readonly message: string | undefined;
  /** The provider's name for the error: its `code`, else its `type`. */
  readonly code: string | undefined;
  /** The parameter of the request that the error names. */
  readonly param: string | undefined;
  /** An HTTP status inside the body: gateways send one in an answer of status 200. */
  readonly status: number | undefined;
}

const TEXT_OR_NUMBER = z.union([z.string(), z.number()]).nullish().catch(undefined);
const TEXT = z.string().nullish().catch(undefined);
const DETAILS = z.object({ message: TEXT, code: TEXT_OR_NUMBER, type: TEXT, param: TEXT });
/** `{error: {…}}` (OpenAI, llama.cpp, gateways), `{error: "…"}` (Ollama, LM Studio), `{object: "error", …}` (vLLM). */
const NESTED = z.object({ error: DETAILS });
const SPOKEN = z.object({ error: z.string().min(1) });
const FLAT = DETAILS.extend({ object: z.literal("error") });
/** `{detail: "…"}` or a list of them: servers made with FastAPI. */
const DETAIL = z.object({
  detail: z.union([
    z.string().min(1),
    z.array(z.object({ msg: z.string(), loc: z.array(z.unknown()).catch([]) })).min(1),
  ]),
});

/** Reads a parsed body; undefined when it holds no error in any of the usual forms. */
export function parseErrorBody(body: unknown): ErrorBody | undefined {
  const nested = NESTED.safeParse(body);
  if (nested.success) return fromDetails(nested.data.error);
  const spoken = SPOKEN.safeParse(body);
  if (spoken.success) return { message: spoken.data.error, code: undefined, param: undefined, status: undefined };
  const flat = FLAT.safeParse(body);
  if (flat.success) return fromDetails(flat.data);
  const detail = DETAIL.safeParse(body);
  if (!detail.success) return undefined;
  const said = detail.data.detail;
  if (typeof said === "string") return { message: said, code: undefined, param: undefined, status: undefined };
  const [first] = said;
  const param = first?.loc.filter((part) => part !== "body").join(".");
  const message = said.map(({ msg, loc }) => `${loc.filter((part) => part !== "body").join(".")}: ${msg}`).join("; ");
  return { message, code: undefined, param: param || undefined, status: undefined };
}

function fromDetails({ message, code, type, param }: z.infer<typeof DETAILS>): ErrorBody {
  const number = typeof code === "number" ? code : /^[45]\d\d$/.test(code ?? "") ? Number(code) : undefined;
  const named = typeof code === "string" && code !== "" && number === undefined ? code : type;
  return {
    message: message ?? undefined,
    code: named ?? undefined,
    param: param ?? undefined,
    status: number !== undefined && number >= 400 && number <= 599 ? number : undefined,
  };
}
