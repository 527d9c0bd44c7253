import type { z } from "zod";
import { MemoriesError } from "../errors.ts";

/** Checks the arguments of a call. Throws `bad_input` naming each wrong, missing or unknown argument. */
export function checkArguments<T>(shape: z.ZodType<T>, given: unknown): T {
  const result = shape.safeParse(given ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const place = issue.path.join(".");
    return place === "" ? issue.message : `${place}: ${issue.message}`;
  });
  throw new MemoriesError("bad_input", `wrong arguments: ${problems.join("; ")}`);
}
