import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The whole idea in a minute: builds the binary, runs it in a throw-away home on the bundled transcripts, and shows
 * each command line before its output. `--program "deno run -A cli/main.ts"` runs the same commands another way.
 */
const TOP = join(import.meta.dirname, "..");
const at = process.argv.indexOf("--program");
const program = at === -1 ? undefined : process.argv[at + 1]?.split(" ");
const place = mkdtempSync(join(tmpdir(), "memories-quickstart-"));
const root = join(place, "home/memories");

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function shell(program: readonly string[], args: readonly string[], input?: string): void {
  const [file = "", ...first] = program;
  const { status, error } = spawnSync(file, [...first, ...args], {
    cwd: TOP,
    stdio: [input === undefined ? "ignore" : "pipe", "inherit", "inherit"],
    ...(input === undefined ? {} : { input }),
    env: {
      PATH: process.env.PATH,
      HOME: place,
      LANG: process.env.LANG,
      TERM: process.env.TERM,
      MEMORIES_HOME: join(place, "home"),
      CODEX_HOME: join(place, "codex"),
      MEMORIES_NOW: "2026-11-28T12:00:00Z",
    },
  });
  if (error !== undefined || status !== 0) {
    process.stderr.write(`quickstart: the command failed: ${error?.message ?? `exit ${status}`}\n`);
    process.exitCode = 1;
    throw new Error(`stopped at: ${args.join(" ")}`);
  }
}

function memories(...args: string[]): void {
  say(`\n$ memories ${args.join(" ")}`);
  shell(program ?? [join(TOP, "dist/memories")], args);
}

function tree(folder: string, indent: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name === ".git") continue;
    say(`${indent}${entry.name}${entry.isDirectory() ? "/" : ""}`);
    if (entry.isDirectory()) tree(join(folder, entry.name), `${indent}  `);
  }
}

function head(name: string, lines: number): void {
  say(`\n$ head -n ${lines} memories/${name}`);
  say(readFileSync(join(root, name), "utf8").split("\n").slice(0, lines).join("\n"));
}

try {
  if (program === undefined) shell([process.execPath], ["build.ts"]);
  cpSync(join(TOP, "fixtures/codex-0.171/native"), join(place, "codex"), { recursive: true });

  say("\n# 1. What the eight bundled sessions taught, by rules instead of a model (no key, no network)");
  memories("extract", "--offline", "--limit", "8");
  say("\n# 2. The memories become a folder that later sessions read");
  memories("consolidate", "--offline");
  say("\n# 3. A person edits it");
  say(`\n$ echo "- Release notes are written in English." >> memories/MEMORY.md`);
  appendFileSync(join(root, "MEMORY.md"), "- Release notes are written in English.\n");
  memories("diff");
  say("\n# 4. An agent that used a memory says so; its answer can be parsed");
  const id = "01a21e42-b17b-7343-a44c-cfe521bbe16b";
  const answer = [
    "We use pnpm here.",
    "<oai-mem-citation>",
    "<citation_entries>",
    "MEMORY.md:1-3|note=[package manager]",
    "</citation_entries>",
    "<rollout_ids>",
    id,
    "</rollout_ids>",
    "</oai-mem-citation>",
    "",
  ].join("\n");
  say(`\n$ memories citations --verify <<'ANSWER'\n${answer}ANSWER`);
  shell(program ?? [join(TOP, "dist/memories")], ["citations", "--verify"], answer);
  shell(program ?? [join(TOP, "dist/memories")], ["citations"], answer);

  say("\n# 5. An interactive session of Claude Code in the same folder, and one memory of both agents");
  cpSync(join(TOP, "fixtures/agents/claude/home"), place, { recursive: true });
  memories("status");
  memories("extract", "--offline", "--from", "codex,claude-code");
  memories("threads", "--from", "codex,claude-code");
  memories("consolidate", "--offline", "--force", "--from", "codex,claude-code");

  say("\n# 6. The memory folder");
  say("memories/");
  tree(root, "  ");
  head("MEMORY.md", 40);
  head("memory_summary.md", 30);
  say("\n# On your own sessions (reads ~/.codex, with --from claude-code ~/.claude too; writes under ~/.memories):\n");
  say("  dist/memories extract --offline");
  say("  dist/memories consolidate --offline");
} finally {
  rmSync(place, { recursive: true, force: true });
}
