import { AGENT_NAMES } from "./agent-name.ts";
import type { RecordAgent } from "./formats.ts";
import { LAYOUTS } from "./layouts.ts";

/** Which agent's session a file belongs to, by its path alone. */
export interface SessionPlace {
  readonly agent: RecordAgent;
  readonly home: string;
  /** What all files of one session share; undefined for a database, which holds many. */
  readonly key: string | undefined;
}

/** Tells by an absolute path whether a file is a transcript of an agent other than Codex, wherever its home was copied to. */
export function sessionPlace(path: string): SessionPlace | undefined {
  const names = path.split("/");
  for (const agent of AGENT_NAMES) {
    if (agent === "codex") continue;
    const { store } = LAYOUTS[agent];
    if (store.kind === "database") {
      if (names.at(-1) === store.file) return { agent, home: names.slice(0, -1).join("/"), key: undefined };
      continue;
    }
    const folder = store.folder.split("/");
    // The files of a session stand at most this deep below the folder.
    for (let depth = 1; depth <= store.depth; depth += 1) {
      const at = names.length - depth - folder.length;
      if (at < 1 || folder.some((name, index) => names[at + index] !== name)) continue;
      const file = store.fileOf(names.slice(at + folder.length));
      if (file !== undefined) return { agent, home: names.slice(0, at).join("/"), key: file.key };
    }
  }
  return undefined;
}
