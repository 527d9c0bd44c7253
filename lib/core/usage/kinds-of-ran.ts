import type { Ran } from "../evidence/ran.ts";
import { objectOf, textOf } from "../text/json.ts";
import { classifyCommand } from "./classify-command.ts";
import { type MemoryKind, type MemoryPlaces, memoryKindOf } from "./memory-kind.ts";

/**
 * The kinds of memory that an agent read with what it ran. `cwd`: the folder of a command that names none. What the
 * person ran is no use that an agent made of its memory.
 */
export function kindsOfRan(ran: Ran, cwd: string | undefined, places?: MemoryPlaces): MemoryKind[] {
  if (ran.kind === "mcp") return ran.failed ? [] : kindsOfTool(ran.server, ran.tool, ran.arguments);
  if (ran.kind !== "command" || ran.by === "user") return [];
  const folder = ran.cwd ?? cwd;
  return classifyCommand({ kind: "script", script: ran.command, ...(folder !== undefined && { cwd: folder }) }, places);
}

/** The name under which this program's own server is set up, alone or as a part of a longer name. */
const OWN_SERVER = /(?:^|[^a-z0-9])memories(?:$|[^a-z0-9])/i;
/** The tools of it that read files and folders; some clients put the server's name before a tool's. */
const READS = /^(?:memories[_.:-]+)?(read|search)$/i;

/** A read through our own server counts like that of the file. */
function kindsOfTool(server: string, tool: string, given: unknown): MemoryKind[] {
  const [, verb] = READS.exec(tool) ?? [];
  const path = textOf(objectOf(given)?.path);
  if (verb === undefined || path === undefined || !OWN_SERVER.test(server)) return [];
  const kind = memoryKindOf(`memories/${path}`, verb.toLowerCase() === "read" ? "file" : "folder");
  return kind === undefined ? [] : [kind];
}
