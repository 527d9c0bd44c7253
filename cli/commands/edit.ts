import { existsSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import { parseMemoryPath } from "../../lib/core/memory-read/memory-path.ts";
import type { Command } from "../command.ts";
import { showPatch } from "../print/show-patch.ts";
import { openEditor } from "../terminal/open-editor.ts";

/** The file that most edits are about. */
const DEFAULT_FILE = "MEMORY.md";

export const editCommand: Command = {
  name: "edit",
  summary: "Open a file of the memory folder in EDITOR, then show the diff",
  args: "[FILE]",
  options: [],
  examples: ["EDITOR=true memories edit", "EDITOR=true memories edit memory_summary.md"],
  async run(context) {
    const { root } = (await context.world()).paths;
    const file = parseMemoryPath(context.args[0] ?? DEFAULT_FILE).join("/");
    const path = join(root, file);
    if (!existsSync(path)) {
      throw new MemoriesError("bad_input", `no such file in the memory folder: ${file}`, {
        hint: `files lie under ${root}; memories consolidate makes them`,
      });
    }
    openEditor(path, context.env);
    const { count } = await showPatch(context);
    return { exit: 0, json: { path, changes: count } };
  },
};
