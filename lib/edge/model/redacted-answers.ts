import type { LanguageModelMiddleware } from "ai";
import { redactText } from "../../core/redact/redact.ts";
import type { SdkContent } from "./sdk-types.ts";

/**
 * Takes secrets out of everything a model returns, before it is recorded, stored or sent back. JSON answers are
 * redacted value by value, so that they stay JSON. Reasoning is left out: nobody reads it here.
 */
export const REDACTED_ANSWERS: LanguageModelMiddleware = {
  specificationVersion: "v3",
  wrapGenerate: async ({ doGenerate }) => {
    const result = await doGenerate();
    return { ...result, content: result.content.map(redactPart) };
  },
};

function redactPart(part: SdkContent): SdkContent {
  if (part.type === "text") return { ...part, text: redactJsonOrText(part.text) };
  if (part.type === "tool-call") return { ...part, input: redactJsonOrText(part.input) };
  return part;
}

/** The same text when nothing in it is secret. */
export function redactJsonOrText(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return redactText(text);
    throw thrown;
  }
  const redacted = JSON.stringify(redactValue(value));
  return redacted === JSON.stringify(value) ? text : redacted;
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]));
}
