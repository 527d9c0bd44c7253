import * as shapes from "../../core/memory-read/tool-shapes.ts";
import type { ServedTool } from "../../edge/mcp/serve-tools.ts";
import type { World } from "../world.ts";
import { listMemory } from "./list.ts";
import { readMemory } from "./read.ts";
import { searchMemory } from "./search.ts";

export interface MemoryToolsOptions {
  /** Whether the one tool that writes is among them. */
  readonly notes: "offered" | "hidden";
  /** When the run began, on the clock of `monotonicMs`. */
  readonly startedMs: number;
}

/** The tools of the server: three that read, and on request the one that adds a note. */
export function memoryTools(world: World, { notes, startedMs }: MemoryToolsOptions): ServedTool[] {
  return notes === "offered" ? [...readingTools(world), noteTool(world, startedMs)] : readingTools(world);
}

function readingTools({ paths: { root } }: World): ServedTool[] {
  return [
    {
      name: "list",
      title: "List a memory folder",
      description: "The files and folders directly in a folder of the memory root, sorted.",
      input: shapes.listInput,
      output: shapes.listOutput,
      effect: "reads",
      call: (input: shapes.ListInput) => listMemory(root, input),
    },
    {
      name: "read",
      title: "Read a memory file",
      description: `Lines of a file of the memory root, at most ${shapes.MAX_READ_TOKENS} tokens at once.`,
      input: shapes.readInput,
      output: shapes.readOutput,
      effect: "reads",
      call: (input: shapes.ReadInput) => readMemory(root, input),
    },
    {
      name: "search",
      title: "Search the memory",
      description: "Lines of the memory files that hold a literal text, with their places. Give query or queries.",
      input: shapes.searchInput,
      output: shapes.searchOutput,
      effect: "reads",
      call: (input: shapes.SearchInput) => searchMemory(root, input),
    },
  ];
}

function noteTool(world: World, startedMs: number): ServedTool {
  return {
    name: "add_ad_hoc_note",
    title: "Leave a note for later sessions",
    description:
      "Adds one note file to the memory; the next consolidation works it in. Use it when the user asks for it.",
    input: shapes.noteInput,
    output: shapes.noteOutput,
    effect: "adds",
    call: async (input: shapes.NoteInput): Promise<shapes.NoteOutput> => {
      // A server lives for days: a note carries the time at which it was asked for.
      const now = world.now + Math.floor((world.monotonicMs() - startedMs) / 1_000);
      const { writeNote } = await import("./note.ts");
      const { path } = await writeNote({ ...world, now }, { title: input.title, text: input.note });
      return { path };
    },
  };
}
