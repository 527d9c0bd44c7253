import { jsonSchema, type ToolSet, tool } from "ai";
import * as z from "zod/mini";
import { AGENT_TOOLS, type AgentToolInput, type AgentToolName } from "../../core/consolidate/agent/agent-tools.ts";
import { redactText } from "../../core/redact/redact.ts";
import type { ConfinedRoot } from "../fs/folder-handle.ts";
import { deleteTool, editTool, moveTool, WRITE_QUOTA_BYTES, type WriteQuota, writeTool } from "./change-tools.ts";
import { copyTexts } from "./copy-texts.ts";
import { listTool, readTool, searchTool } from "./look-tools.ts";
import { Refusal } from "./refusal.ts";

/** The tools of one run on one copy, as the AI SDK wants them. */
export interface AgentToolSet {
  readonly tools: ToolSet;
  /** From now on every call is refused: nothing of a stopped run may still write. */
  close(): void;
  /** What a tool threw that is not the model's doing (a full disk, a bug); the run must end with it. */
  readonly broken: () => Error | undefined;
}

/** Makes the tools. Each call runs to its end before the next one begins, in the order they were made. */
export function agentToolSet(root: ConfinedRoot): AgentToolSet {
  const texts = copyTexts(root);
  const quota: WriteQuota = { left: WRITE_QUOTA_BYTES };
  let open = true;
  let broken: Error | undefined;
  const runs: { [N in AgentToolName]: (input: AgentToolInput<N>) => unknown } = {
    list: (input) => listTool(root, input),
    read: (input) => readTool(texts, input),
    search: (input) => searchTool(root, texts, input),
    write: (input) => writeTool(root, quota, input),
    edit: (input) => editTool(root, quota, input),
    move: (input) => moveTool(root, input),
    delete: (input) => deleteTool(root, input),
  };
  const make = <N extends AgentToolName>(name: N) => {
    const { description, input } = AGENT_TOOLS[name];
    return tool({
      description,
      // Checked in `execute`: so an argument's fault reads the same whatever the SDK's version.
      inputSchema: jsonSchema(z.toJSONSchema(input, { target: "draft-7" }) as Parameters<typeof jsonSchema>[0]),
      strict: false,
      execute: (given: unknown) => {
        if (!open) throw new Refusal("the run has ended");
        try {
          return redactStrings(runs[name](parseInput(name, given)));
        } catch (thrown) {
          if (!(thrown instanceof Refusal)) {
            broken ??= thrown instanceof Error ? thrown : new Error(String(thrown));
            open = false;
          }
          throw thrown;
        }
      },
    });
  };
  const names = Object.keys(AGENT_TOOLS) as AgentToolName[];
  return {
    // Without a prototype, so that a call of "constructor" finds no tool.
    tools: Object.assign(Object.create(null), Object.fromEntries(names.map((name) => [name, make(name)]))),
    close: () => {
      open = false;
    },
    broken: () => broken,
  };
}

function parseInput<N extends AgentToolName>(name: N, given: unknown): AgentToolInput<N> {
  const schema: z.ZodMiniType = AGENT_TOOLS[name].input;
  const result = schema.safeParse(given, { error: z.locales.en().localeError });
  if (result.success) return result.data as AgentToolInput<N>;
  const faults = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  throw new Refusal(`wrong arguments for ${name}: ${faults.join("; ")}`);
}

/** A copy of a result with every text in it redacted, names of files too. */
function redactStrings(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactStrings);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactStrings(item)]));
}
