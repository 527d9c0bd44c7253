import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "../helpers/cli.ts";
import { initialize, rpcClient } from "../helpers/json-rpc.ts";
import { writeMemoryTree } from "./content/memory-tree.ts";
import { type BenchOptions, type BenchResult, ratioRow } from "./report/bench-row.ts";

/**
 * MCP `search` over ten thousand files beside `grep -rn`; and the first answer of a session beside the start of a bare
 * command: `--version`, which loads nothing, and `config`, which reads the home as the server does.
 */
const FILES = { full: 10_000, quick: 1_000 };
const RUNS = 15;

export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const root = join(dir, "root");
    const needle = writeMemoryTree(root, FILES[size]);
    const env = { ...process.env, MEMORIES_HOME: join(dir, "home"), MEMORIES_ROOT: root };
    const program = binary();
    const child = spawn(program, ["mcp"], { env, stdio: ["pipe", "pipe", "inherit"] });
    const client = rpcClient(child);
    await initialize(client);
    const [search, grep, first, bare, config] = [[], [], [], [], []] as [
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    for (let n = 0; n < RUNS; n += 1) {
      grep.push(await timed(() => spawnSync("grep", ["-rnF", needle, root])));
      search.push(await timed(() => client.ask("tools/call", { name: "search", arguments: { query: needle } })));
      bare.push(await timed(() => spawnSync(program, ["--version"], { env })));
      config.push(await timed(() => spawnSync(program, ["config"], { env })));
      first.push(await timed(() => firstAnswer(program, env)));
    }
    child.stdin.end();
    await once(child, "exit");
    return {
      rows: [
        ratioRow(`search over ${FILES[size]} files`, search, grep, { peer: "grep -rn", goal: { most: 1.5 } }),
        ratioRow("first answer", first, bare, { peer: "--version", goal: { most: 5 } }),
        ratioRow("first answer of a server", first, config, { peer: "config", goal: { most: 2 } }),
      ],
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function firstAnswer(program: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, ["mcp"], { env, stdio: ["pipe", "pipe", "inherit"] });
  await initialize(rpcClient(child));
  child.kill("SIGKILL");
}

async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
