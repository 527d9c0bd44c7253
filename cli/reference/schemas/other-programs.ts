import { z } from "zod";
import { COUNT, report, THREAD_ID } from "./parts.ts";

/** What other programs are given, and what is taken from them. */
export const HOOK = report("hook", { agent: z.string(), place: z.string(), content: z.string() });
export const MCP = report("mcp", { client: z.string(), place: z.string(), content: z.string() });

export const LINK = report(
  "link",
  {
    path: z.string(),
    root: z.string(),
    moved_to: z.string().nullable(),
    restored_from: z.string().nullable(),
    codex_version: z.string().nullable(),
    version_from: z.string().nullable(),
  },
  z.enum(["linked", "already_linked", "removed", "not_linked"]),
);

export const IMPORT = report(
  "import",
  {
    dry_run: z.boolean(),
    stage1_outputs: z.array(THREAD_ID),
    from_summaries: z.array(THREAD_ID),
    left_out: z.array(z.looseObject({ thread_id: THREAD_ID, reason: z.string() })),
    resources: z.array(z.string()),
    kept_resources: z.array(z.string()),
    unclear: z.array(z.string()),
    problems: z.array(z.string()),
  },
  z.enum(["imported", "nothing_to_import"]),
);

export const EXPORT = report(
  "export",
  {
    layout: z.literal("v2"),
    folder: z.string(),
    written: z.array(z.string()),
    removed: z.array(z.string()),
    left_out_lines: COUNT,
  },
  z.enum(["exported", "unchanged"]),
);

const LINE = z.looseObject({
  id: z.string(),
  file: z.string(),
  block: z.string(),
  section: z.string(),
  text: z.string(),
  sources: z.array(z.string()),
  run: z.string(),
});
export const REVIEW = report("review", {
  lines: z.array(LINE),
  accepted: LINE.nullable(),
  rejected: LINE.nullable(),
});

export const REDACT = report("redact", {
  findings: z.array(
    z.looseObject({ file: z.string(), line: COUNT, column: COUNT, start: COUNT, end: COUNT, kind: z.string() }),
  ),
});
export const COMPLETIONS = report("completions", { shell: z.string(), script: z.string() });
export const MAN = report("man", { page: z.string() });
