import { sessionImports } from "../../core/agents/session-imports.ts";
import { readOwnFile } from "../../edge/fs/own-file.ts";
import { readIndexedPaths } from "../../edge/state/threads/agent-sessions.ts";
import type { World } from "../world.ts";

/** In which Codex notes the sessions of other products that it has made threads of. */
const IMPORTS_FILE = "external_agent_session_imports.json";
const IMPORTS_MAX_BYTES = 16 * 1024 * 1024;

/** The threads of Codex that are copies of sessions which are read where they come from: nothing is remembered twice. */
export async function importedElsewhere(world: World): Promise<string[]> {
  const { from } = world.settings;
  if (!from.includes("codex") || from.length === 1) return [];
  const path = `${world.paths.codexHome}/${IMPORTS_FILE}`;
  const file = readOwnFile(path, { links: "follow", maxBytes: IMPORTS_MAX_BYTES });
  if (file.kind !== "text") {
    if (file.kind !== "absent") world.log.warn(`what Codex has imported cannot be read: ${path}: ${file.problem}`);
    return [];
  }
  const imports = sessionImports(file.text);
  const sources = imports.flatMap(({ sourcePath }) => sourcePath ?? []);
  const read = await readIndexedPaths(await world.state(), sources);
  return imports.filter(({ sourcePath = "" }) => read.has(sourcePath)).map(({ threadId }) => threadId);
}
