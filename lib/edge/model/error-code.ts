import { z } from "zod";

const ERROR_BODY = z.object({
  error: z.object({
    message: z.string().optional(),
    code: z.union([z.string(), z.number()]).nullish(),
    type: z.string().nullish(),
  }),
});

/** The provider's name for an error: the `code` of the body's `error`, else its `type`. */
export function errorCodeOf(body: unknown): string | undefined {
  const read = ERROR_BODY.safeParse(body);
  if (!read.success) return undefined;
  const { code, type } = read.data.error;
  return typeof code === "string" && code !== "" ? code : (type ?? undefined);
}

/** The provider's words for it. */
export function errorMessageOf(body: unknown): string | undefined {
  const read = ERROR_BODY.safeParse(body);
  return read.success ? read.data.error.message : undefined;
}
