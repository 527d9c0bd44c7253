import type { LanguageModelMiddleware } from "ai";
import { redact } from "../../core/redact/redact.ts";
import type { SdkContent } from "./sdk-types.ts";

/** Hears how many secrets were taken out of one call of a tool: what an agent tried to write. */
export type LogRedacted = (secrets: number) => void;

/**
 * Takes secrets out of everything a model returns, before it is recorded, stored or sent back. JSON answers are
 * redacted value by value, so that they stay JSON. Reasoning is left out: nobody reads it here.
 */
export function redactedAnswers(logRedacted: LogRedacted): LanguageModelMiddleware {
  return {
    specificationVersion: "v3",
    wrapGenerate: async ({ doGenerate }) => {
      const result = await doGenerate();
      return { ...result, content: result.content.map((part) => redactPart(part, logRedacted)) };
    },
  };
}

function redactPart(part: SdkContent, logRedacted: LogRedacted): SdkContent {
  if (part.type === "text") return { ...part, text: redactJsonOrText(part.text, () => undefined) };
  if (part.type === "tool-call") return { ...part, input: redactJsonOrText(part.input, logRedacted) };
  return part;
}

/** The same text when nothing in it is secret. */
function redactJsonOrText(text: string, logRedacted: LogRedacted): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return redactCounted(text, logRedacted);
    throw thrown;
  }
  const redacted = JSON.stringify(redactValue(value, logRedacted));
  return redacted === JSON.stringify(value) ? text : redacted;
}

function redactValue(value: unknown, logRedacted: LogRedacted): unknown {
  if (typeof value === "string") return redactCounted(value, logRedacted);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, logRedacted));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, logRedacted)]));
}

function redactCounted(text: string, logRedacted: LogRedacted): string {
  const redaction = redact(text);
  if (redaction.text !== text) logRedacted(redaction.findings.length);
  return redaction.text;
}
