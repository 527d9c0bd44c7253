import { MemoriesError } from "../errors.ts";

const PLACEHOLDER = /\{\{[ \t]*([A-Za-z0-9_.-]+)[ \t]*\}\}/g;

/**
 * A template with each `{{placeholder}}` replaced by its value. Values are text: braces in them are never
 * expanded again. A placeholder without a value, or a value without a placeholder, is `bad_template`.
 */
export function fillTemplate(name: string, template: string, values: Readonly<Record<string, string>>): string {
  const known = new Map(Object.entries(values));
  const used = new Set<string>();
  const filled = template.replaceAll(PLACEHOLDER, (_, placeholder: string) => {
    const value = known.get(placeholder);
    if (value === undefined) {
      throw new MemoriesError("bad_template", `unknown placeholder in template ${name}: {{${placeholder}}}`, {
        hint: known.size > 0 ? `known placeholders: ${[...known.keys()].join(", ")}` : undefined,
      });
    }
    used.add(placeholder);
    return value;
  });
  const missing = [...known.keys()].filter((placeholder) => !used.has(placeholder));
  if (missing.length > 0) {
    const list = missing.map((placeholder) => `{{${placeholder}}}`).join(", ");
    throw new MemoriesError("bad_template", `missing placeholder in template ${name}: ${list}`, {
      hint: `put ${missing.length === 1 ? "it" : "them"} in, or remove the file for the built-in one`,
    });
  }
  return filled;
}

/**
 * Checks a template that is to stand in for a built-in one: it must hold the same placeholders, no more and no fewer.
 * Throws `bad_template`.
 */
export function checkTemplate(name: string, template: string, builtIn: string): void {
  const names = [...builtIn.matchAll(PLACEHOLDER)].flatMap(([, placeholder]) => placeholder ?? []);
  fillTemplate(name, template, Object.fromEntries(names.map((placeholder) => [placeholder, ""])));
}
