import { redactText } from "../redact/redact.ts";
import type { ExtractionAnswer } from "./answer-schema.ts";
import { normaliseSlug } from "./slug.ts";

/** What a session leaves behind. All fields are redacted. */
export interface SessionMemory {
  readonly rawMemory: string;
  readonly rolloutSummary: string;
  readonly rolloutSlug: string | undefined;
}

/** The memory in an answer; undefined when the model found nothing worth keeping (memory or summary blank). */
export function memoryOf(answer: ExtractionAnswer): SessionMemory | undefined {
  const rawMemory = clean(answer.raw_memory);
  const rolloutSummary = clean(answer.rollout_summary);
  if (rawMemory.trim() === "" || rolloutSummary.trim() === "") return undefined;
  return { rawMemory, rolloutSummary, rolloutSlug: normaliseSlug(redactText(answer.rollout_slug ?? "")) };
}

/** Characters that files, terminals and databases choke on become U+FFFD; newlines and tabs stay. */
function clean(text: string): string {
  return redactText(
    text
      .toWellFormed()
      .replaceAll("\r\n", "\n")
      .replaceAll(/[^\P{Cc}\n\t]/gu, "\uFFFD"),
  );
}
