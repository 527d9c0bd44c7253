import type { z } from "zod";

/** The value of a JSON text; undefined when it is no JSON, or not what `schema` describes. */
export function readJson<T>(text: string, schema: z.ZodType<T>): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
  return schema.safeParse(value).data;
}
