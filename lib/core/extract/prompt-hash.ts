import { createHash } from "node:crypto";
import type { Templates } from "../templates.ts";
import { fillStageOne } from "./fill-stage-one.ts";

/** Digits enough that two prompts never share them by chance. */
const DIGITS = 16;

/** Names the prompt of phase 1 that a session is put into: the same for the same templates. Throws `bad_template`. */
export function promptHash(templates: Templates): string {
  const { system, user } = fillStageOne(templates, { rolloutPath: "", cwd: "", evidence: "" });
  return createHash("sha256")
    .update(JSON.stringify([system, user]))
    .digest("hex")
    .slice(0, DIGITS);
}
