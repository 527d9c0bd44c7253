import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Memories } from "./compare-threads.ts";
import type { LivedThread } from "./lived-thread.ts";

const PRIVATE = /PRIVATE-\d+/g;

/** The whole pipeline without a model: it names what failed, and holds nothing that was kept out or taken back. */
export function rulesProblems(threads: readonly LivedThread[], memories: Memories, home: string): string[] {
  const ran = memories("run", "--offline", "--limit", String(threads.length + 1), "--json");
  if (ran.exit !== 0) return [`run: exit ${ran.exit}: ${ran.stdout.slice(-500)}${ran.stderr.slice(-500)}`];
  const text = textUnder(join(home, "memories"));
  return [
    ...threads
      .flatMap(({ expect, name }) => (expect?.offline?.failing ?? []).map((command) => [name, command] as const))
      .filter(([, command]) => !text.includes(command))
      .map(([name, command]) => `${name}: what failed is not named: ${command}`),
    ...threads.flatMap(({ takenBack, name }) =>
      takenBack.filter((words) => text.includes(words)).map((words) => `${name}: taken back, and remembered: ${words}`),
    ),
    ...keptOut(threads)
      .filter((mark) => new RegExp(`${mark}\\b`).test(text))
      .map((mark) => `kept out of memory, and remembered: ${mark}`),
  ];
}

/** Marks in what was typed in sessions that no run may claim. */
function keptOut(threads: readonly LivedThread[]): string[] {
  const closed = threads.filter(({ expect }) => expect?.decision !== "claim");
  return closed.flatMap(({ turns, takenBack }) =>
    [...turns.flatMap(({ typed }) => typed), ...takenBack].flatMap((words) => words.match(PRIVATE) ?? []),
  );
}

function textUnder(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.git"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
