import { z } from "zod";
import { COST, RECIPE } from "./schemas/cost.ts";
import { CONFIG, DIFF, DOCTOR, EXPLAIN, JOBS, LOG, PATH, SHOW, STATUS, THREADS } from "./schemas/inspect.ts";
import { COMPLETIONS, EXPORT, HOOK, IMPORT, LINK, MAN, MCP, REDACT, REVIEW } from "./schemas/other-programs.ts";
import { CONSOLIDATE, EDIT, EXTRACT, NOTE, PRUNE, RUN, TEMPLATES_WRITTEN } from "./schemas/pipeline.ts";
import { CITATIONS, CLEAR, FORGET, INSTRUCTIONS, UNDO, USAGE_REPORT } from "./schemas/read-and-delete.ts";

/** The form of what each command prints with `--json` (spec 9, the JSON contract). */
export const REPORTS: Readonly<Record<string, z.ZodType>> = {
  run: RUN,
  extract: EXTRACT,
  consolidate: CONSOLIDATE,
  prune: PRUNE,
  note: NOTE,
  edit: EDIT,
  templates: TEMPLATES_WRITTEN,
  citations: CITATIONS,
  instructions: INSTRUCTIONS,
  usage: USAGE_REPORT,
  status: STATUS,
  threads: THREADS,
  explain: EXPLAIN,
  show: SHOW,
  jobs: JOBS,
  diff: DIFF,
  log: LOG,
  cost: COST,
  recipe: RECIPE,
  doctor: DOCTOR,
  config: CONFIG,
  path: PATH,
  undo: UNDO,
  forget: FORGET,
  clear: CLEAR,
  review: REVIEW,
  redact: REDACT,
  mcp: MCP,
  hook: HOOK,
  link: LINK,
  import: IMPORT,
  export: EXPORT,
  completions: COMPLETIONS,
  man: MAN,
};

/** The JSON Schema of a command's report; undefined for a command whose output is no report. */
export function jsonSchema(command: string): object | undefined {
  const shape = Object.hasOwn(REPORTS, command) ? REPORTS[command] : undefined;
  return shape === undefined ? undefined : z.toJSONSchema(shape);
}
