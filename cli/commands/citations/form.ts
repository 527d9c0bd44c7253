import type { Options } from "../../options/settings.ts";
import type { CitationForm } from "../../print/citation-lines.ts";

/** How citations are to be printed; made for pipes, they are JSON unless something else is asked for. */
export function citationForm({ format, json }: Options): CitationForm {
  return json === true || format === undefined || format === "ndjson" || format === "json" ? "json" : format;
}
