import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "../helpers/cli.ts";
import { initialize, rpcClient } from "../helpers/json-rpc.ts";
import { median } from "../helpers/median.ts";

/**
 * MCP `search` over ten thousand files beside `grep -rn`; and the first answer of a session beside the start of a bare
 * command: `--version`, which loads nothing, and `config`, which reads the home as the server does.
 */
const FILES = 10_000;
const PER_FOLDER = 500;
const LINES = 60;
const RUNS = 15;

export async function run(): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const root = join(dir, "root");
    writeMemory(root);
    const env = { ...process.env, MEMORIES_HOME: join(dir, "home"), MEMORIES_ROOT: root };
    const program = binary();
    const child = spawn(program, ["mcp"], { env, stdio: ["pipe", "pipe", "inherit"] });
    const client = rpcClient(child);
    await initialize(client);
    const [search, grep, first, bare, config]: number[][] = [[], [], [], [], []];
    for (let n = 0; n < RUNS; n += 1) {
      grep?.push(await timed(() => spawnSync("grep", ["-rnF", "needle", root])));
      search?.push(await timed(() => client.ask("tools/call", { name: "search", arguments: { query: "needle" } })));
      bare?.push(await timed(() => spawnSync(program, ["--version"], { env })));
      config?.push(await timed(() => spawnSync(program, ["config"], { env })));
      first?.push(await timed(() => firstAnswer(program, env)));
    }
    child.stdin.end();
    await once(child, "exit");
    const report = {
      files: FILES,
      search_ms: median(search ?? []),
      grep_ms: median(grep ?? []),
      times_grep: ratio(search, grep),
      first_answer_ms: median(first ?? []),
      bare_start_ms: median(bare ?? []),
      times_bare: ratio(first, bare),
      config_start_ms: median(config ?? []),
      times_config: ratio(first, config),
    };
    process.stdout.write(
      `search over ${FILES} files: ${report.search_ms} ms (${report.times_grep} × grep's ${report.grep_ms} ms); ` +
        `first answer ${report.first_answer_ms} ms (${report.times_bare} × --version's ` +
        `${report.bare_start_ms} ms, ${report.times_config} × config's ${report.config_start_ms} ms)\n`,
    );
    return report;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The needle stands in every hundredth file, so that the whole tree is read before a page is full. */
function writeMemory(root: string): void {
  for (let n = 0; n < FILES; n += 1) {
    const folder = join(root, "rollout_summaries", String(Math.floor(n / PER_FOLDER)));
    if (n % PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    const lines = Array.from(
      { length: LINES },
      (_, line) => `line ${line} of a summary about carts, tests and deploys`,
    );
    if (n % 100 === 0) lines[30] = "the needle stands here";
    writeFileSync(join(folder, `summary-${n}.md`), `${lines.join("\n")}\n`);
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
  return Math.round((performance.now() - started) * 10) / 10;
}

function ratio(one: readonly number[] | undefined, other: readonly number[] | undefined): number {
  return Math.round((median(one ?? []) / median(other ?? [])) * 100) / 100;
}
