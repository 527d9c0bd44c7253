import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A turn of a made-up conversation with Claude Code. */
export interface ClaudeTurn {
  readonly said: string;
  readonly answered: string;
}

export interface ClaudeSession {
  readonly id: string;
  readonly cwd: string;
  readonly turns: readonly ClaudeTurn[];
  /** The folder's name under `projects`. */
  readonly slug?: string;
  readonly version?: string;
  /** Ids of the records begin with this: forks have their parent's. */
  readonly records?: string;
  readonly at?: string;
}

/** Writes a transcript as Claude Code does, interactive; its path. */
export function writeClaudeSession(home: string, session: ClaudeSession): string {
  const { id, cwd, turns, version = "2.1.332", records = id } = session;
  const slug = session.slug ?? cwd.replaceAll(/[^A-Za-z0-9]/g, "-");
  const path = join(home, "projects", slug, `${id}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  const start = Date.parse(session.at ?? "2026-11-27T10:00:00Z");
  const lines = turns.flatMap(({ said, answered }, at) => {
    const row = (n: number) => ({
      sessionId: id,
      cwd,
      version,
      entrypoint: "cli",
      gitBranch: "main",
      timestamp: new Date(start + (at * 2 + n) * 1_000).toISOString(),
    });
    return [
      {
        ...row(0),
        type: "user",
        uuid: `${records}-u${at}`,
        origin: { kind: "human" },
        promptSource: "typed",
        message: { role: "user", content: said },
      },
      {
        ...row(1),
        type: "assistant",
        uuid: `${records}-a${at}`,
        message: { id: `${records}-m${at}`, role: "assistant", content: [{ type: "text", text: answered }] },
      },
    ];
  });
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return path;
}
