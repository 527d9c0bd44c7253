/** What an attack is, and the place in which its cases are tried: a throw-away person with memories, a binary, a judge. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type CliResult, type Sandbox, sandbox } from "../helpers/cli.ts";
import { snapshot } from "../helpers/snapshot.ts";

/** One thing that is tried; throws what is bad about how it went. */
export interface AttackCase {
  readonly name: string;
  run(bench: Bench): void | Promise<void>;
}

export interface Attack {
  readonly name: string;
  readonly cases: readonly AttackCase[];
}

export interface Bench {
  readonly home: string;
  /** A person's own folder beside the home, which nothing may change. */
  readonly mine: string;
  readonly place: Sandbox;
  /** Makes the home what it was before the case. */
  restore(): void;
  /** Runs a command that may end as it likes, but not hang, die, or end as a bug or without a word. */
  expectSane(args: readonly string[], more?: RunOptions): CliResult;
  dispose(): void;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What still runs after so long hangs. */
const HANGS_MS = 60_000;
const EXITS = [0, 1, 2, 75];

/** A person with two memories consolidated and two more that wait. */
export function attackBench(): Bench {
  const place = sandbox();
  for (const args of [
    ["extract", "--offline", "--limit", "3"],
    ["consolidate", "--offline"],
    ["extract", "--offline", "--limit", "2"],
  ]) {
    const { exit, stderr } = place.run(args);
    if (exit !== 0) throw new Error(`memories ${args.join(" ")}: ${stderr}`);
  }
  const [kept, mine] = [join(place.dir, "kept"), join(place.dir, "mine")];
  mkdirSync(mine);
  writeFileSync(join(mine, "letter.md"), "a person's\n");
  cpSync(place.home, kept, { recursive: true });
  const transcripts = snapshot(place.codexHome);
  const belongings = snapshot(mine);
  return {
    home: place.home,
    mine,
    place,
    restore: () => {
      spawnSync("chmod", ["-R", "u+rwX", place.home]);
      rmSync(place.home, { recursive: true, force: true });
      cpSync(kept, place.home, { recursive: true });
    },
    expectSane: (args, { env = {}, input = "" } = {}) => {
      const { status, signal, stdout, stderr } = spawnSync(binary(), args, {
        cwd: place.dir,
        env: { ...place.env, ...env },
        input,
        timeout: HANGS_MS,
        killSignal: "SIGKILL",
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      const line = `memories ${args.join(" ")}`;
      if (signal !== null) throw new Error(`${line} ${signal === "SIGKILL" ? "hangs" : `died of ${signal}`}`);
      if (!EXITS.includes(status ?? -1) || stderr.includes("a bug:"))
        throw new Error(`${line}: exit ${status}: ${stderr}`);
      if (status !== 0 && `${stdout}${stderr}`.trim() === "") throw new Error(`${line}: exit ${status} without a word`);
      expectSame(line, "a transcript", transcripts, snapshot(place.codexHome));
      expectSame(line, "a person's file", belongings, snapshot(mine));
      return { exit: status, signal, stdout, stderr };
    },
    dispose: () => {
      spawnSync("chmod", ["-R", "u+rwX", place.dir]);
      place.dispose();
    },
  };
}

function expectSame(line: string, what: string, before: Record<string, string>, after: Record<string, string>): void {
  const changed = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
  if (changed.length > 0) throw new Error(`${line}: ${what} was changed: ${changed.join(", ")}`);
}
