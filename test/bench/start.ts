import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary, TOP } from "../helpers/cli.ts";
import { type BenchOptions, type BenchResult, ratioRow } from "./report/bench-row.ts";

/** Starts of each program; they take turns, so that a busy machine is busy for all of them. */
const ROUNDS = 60;
const QUICK_ROUNDS = 5;

const ANSWER = `Use pnpm.
<oai-mem-citation>
<citation_entries>
MEMORY.md:1-3|note=[package manager]
</citation_entries>
<rollout_ids>
01a203bf-0c85-7cb3-a2c3-0892b45b6468
</rollout_ids>
</oai-mem-citation>
`;

/** The limit of what a command that opens a DB can reach: the addon is loaded and one statement run, nothing else. */
const OPEN_DB = `async function main() {
  const { unpackAddonInto } = await import("./edge/state/open/load-addon.ts");
  unpackAddonInto(process.argv[2] + ".addon");
  const { createClient } = await import("@libsql/client/sqlite3");
  const client = createClient({ url: "file:" + process.argv[2] });
  await client.execute("select 1");
  process.exit(0);
}
void main();
`;

interface Start {
  readonly name: string;
  readonly command: readonly string[];
  /** At most so many times the start of an empty program. */
  readonly goal: number;
}

/** How long the built binary takes to start, beside an empty program compiled by the same Bun. */
export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const place = mkdtempSync(join(tmpdir(), "memories-bench-start-"));
  try {
    writeFileSync(join(place, "empty.ts"), "process.exit(0);\n");
    const empty = join(place, "empty");
    spawnSync(process.execPath, ["build", "--compile", "--minify", "--bytecode", "empty.ts", "--outfile", empty], {
      cwd: place,
    });
    const opened = join(place, "opens-a-db");
    const probe = join(TOP, "lib/bench-open-db.ts");
    writeFileSync(probe, OPEN_DB);
    const build = spawnSync(process.execPath, [join(TOP, "build.ts"), "--entry", probe, "--outfile", opened], {
      encoding: "utf8",
    });
    rmSync(probe);
    if (build.status !== 0) throw new Error(`${build.stdout}${build.stderr}`);
    const home = ["--home", join(place, "home"), "--codex-home", join(place, "codex")];
    const starts: Start[] = [
      { name: "empty program", command: [empty], goal: 1 },
      { name: "--version", command: [binary(), "--version"], goal: 1.5 },
      { name: "citations, small input", command: [binary(), "citations"], goal: 2 },
      { name: "nothing but libSQL opening a file", command: [opened, join(place, "bare.db")], goal: 3 },
      { name: "jobs (opens the DB)", command: [binary(), "jobs", ...home], goal: 3 },
      { name: "threads (opens the DB)", command: [binary(), "threads", ...home], goal: 3 },
      { name: "status (opens the DB)", command: [binary(), "status", ...home], goal: 3 },
    ];
    cpSync(join(TOP, "fixtures/rollouts"), join(place, "codex"), { recursive: true });
    settle(join(place, "codex"));
    // A home that was lived in: memories, a root with its baseline, runs.
    for (const work of [
      ["extract", "--offline", "--last", "20"],
      ["consolidate", "--offline"],
    ]) {
      const { status, stderr } = spawnSync(binary(), [...work, ...home], {
        env: { HOME: place, PATH: process.env.PATH },
      });
      if (status !== 0) throw new Error(`${work[0]}: ${stderr}`);
    }
    const times = starts.map((): number[] => []);
    for (let round = 0; round <= (size === "quick" ? QUICK_ROUNDS : ROUNDS); round++) {
      for (const [at, { command }] of starts.entries()) {
        const [file = "", ...args] = command;
        const began = performance.now();
        const { status } = spawnSync(file, args, {
          cwd: place,
          input: ANSWER,
          env: { HOME: place, PATH: process.env.PATH },
        });
        if (status !== 0) throw new Error(`${command.join(" ")} exits ${status}`);
        // The first round fills caches and makes the home.
        if (round > 0) times[at]?.push(performance.now() - began);
      }
    }
    const [emptyTimes = []] = times;
    const rows = starts
      .slice(1)
      .map(({ name, goal }, at) =>
        ratioRow(name, times[at + 1] ?? [], emptyTimes, { peer: "empty program", goal: { most: goal } }),
      );
    return { rows };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Sessions that ended an hour ago: a file of this moment may still be written to, and is read again at each look. */
function settle(folder: string): void {
  const then = Date.now() / 1_000 - 3_600;
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    utimesSync(join(folder, path), then, then);
}
