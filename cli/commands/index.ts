import type { Command } from "../command.ts";

/** A command by its name; what it does is loaded only when it is asked for, so that the others cost no start. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the reference. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "run", load: async () => (await import("./run/command.ts")).runCommand },
  { name: "extract", load: async () => (await import("./extract.ts")).extractCommand },
  { name: "consolidate", load: async () => (await import("./consolidate.ts")).consolidateCommand },
  { name: "diff", load: async () => (await import("./diff.ts")).diffCommand },
  { name: "prune", load: async () => (await import("./prune.ts")).pruneCommand },
  { name: "citations", load: async () => (await import("./citations/command.ts")).citationsCommand },
  { name: "instructions", load: async () => (await import("./instructions.ts")).instructionsCommand },
  { name: "usage", load: async () => (await import("./usage.ts")).usageCommand },
  { name: "mcp", load: async () => (await import("./mcp.ts")).mcpCommand },
  { name: "hook", load: async () => (await import("./hook.ts")).hookCommand },
  { name: "link", load: async () => (await import("./link.ts")).linkCommand },
  { name: "import", load: async () => (await import("./import.ts")).importCommand },
  { name: "export", load: async () => (await import("./export.ts")).exportCommand },
  { name: "note", load: async () => (await import("./note.ts")).noteCommand },
  { name: "edit", load: async () => (await import("./edit.ts")).editCommand },
  { name: "status", load: async () => (await import("./status.ts")).statusCommand },
  { name: "threads", load: async () => (await import("./threads.ts")).threadsCommand },
  { name: "explain", load: async () => (await import("./explain.ts")).explainCommand },
  { name: "show", load: async () => (await import("./show.ts")).showCommand },
  { name: "jobs", load: async () => (await import("./jobs.ts")).jobsCommand },
  { name: "review", load: async () => (await import("./review.ts")).reviewCommand },
  { name: "log", load: async () => (await import("./log.ts")).logCommand },
  { name: "cost", load: async () => (await import("./cost.ts")).costCommand },
  { name: "undo", load: async () => (await import("./undo.ts")).undoCommand },
  { name: "forget", load: async () => (await import("./forget.ts")).forgetCommand },
  { name: "clear", load: async () => (await import("./clear.ts")).clearCommand },
  { name: "redact", load: async () => (await import("./redact/command.ts")).redactCommand },
  { name: "config", load: async () => (await import("./config.ts")).configCommand },
  { name: "doctor", load: async () => (await import("./doctor.ts")).doctorCommand },
  { name: "path", load: async () => (await import("./path.ts")).pathCommand },
  { name: "templates", load: async () => (await import("./templates.ts")).templatesCommand },
  { name: "schema", load: async () => (await import("./schema.ts")).schemaCommand },
  { name: "recipe", load: async () => (await import("./recipe.ts")).recipeCommand },
  { name: "completions", load: async () => (await import("./completions.ts")).completionsCommand },
  { name: "man", load: async () => (await import("./man.ts")).manCommand },
];

/** All commands with everything that belongs to them, for help, completions and the reference. */
export function loadCommands(): Promise<readonly Command[]> {
  return Promise.all(COMMANDS.map(({ load }) => load()));
}
