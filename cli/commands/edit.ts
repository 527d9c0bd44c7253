import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import { parseMemoryPath } from "../../lib/core/memory-read/memory-path.ts";
import { diffReport } from "../../lib/flow/root/diff.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { CONFIG_FILE } from "../config/config-files.ts";
import { loadConfig } from "../config/load-config.ts";
import { homeOf } from "../config/places.ts";
import { showPatch } from "../print/show-patch.ts";
import { openEditor } from "../terminal/open-editor.ts";

/** The file that most edits are about. */
const DEFAULT_FILE = "MEMORY.md";

export const editCommand: Command = {
  name: "edit",
  summary: "Open a file of the memory folder, or memories.toml, in EDITOR, then show the diff",
  args: "[FILE]",
  options: [],
  examples: ["EDITOR=true memories edit", "EDITOR=true memories edit memory_summary.md"],
  async run(context) {
    const [typed = DEFAULT_FILE] = context.args;
    return typed === CONFIG_FILE ? editConfig(context) : editMemory(context, typed);
  },
};

async function editMemory(context: CommandContext, typed: string): Promise<Outcome> {
  const world = await context.world();
  const { root } = world.paths;
  const file = parseMemoryPath(typed).join("/");
  const path = join(root, file);
  if (!existsSync(path)) {
    throw new MemoriesError("bad_input", `no such file in the memory folder: ${file}`, {
      hint: `files lie under ${root}; memories consolidate makes them`,
    });
  }
  openEditor(path, context.env);
  const isJson = context.options.json === true;
  const count = isJson ? (await diffReport(world)).changes.length : (await showPatch(context)).count;
  const text = count === 0 ? "nothing differs from the last consolidation" : undefined;
  return { exit: 0, json: { path, changes: count }, text };
}

/** The configuration is checked as soon as the editor is left. Throws `bad_config` with the place. */
async function editConfig(context: CommandContext): Promise<Outcome> {
  const home = homeOf(context.options, context.env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const path = join(home, CONFIG_FILE);
  openEditor(path, context.env);
  await loadConfig(context.options, context.env);
  return { exit: 0, json: { path, changes: 0 }, text: `${path}: ok` };
}
