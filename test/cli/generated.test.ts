/** What is made from the tables: completions, the manual page, the examples of each command. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCommands } from "../../cli/commands/index.ts";
import { CONFIG_NAMES } from "../../cli/config/config.ts";
import { OPTIONS, type OptionName, rowOf } from "../../cli/options/settings.ts";
import { binary, programFolder, type Sandbox, sandbox } from "../helpers/cli.ts";

const COMMANDS = await loadCommands();

let place: Sandbox;
let path = "";
beforeAll(() => {
  place = sandbox();
  path = `${programFolder(place.dir, [binary()])}:${place.env.PATH}`;
});
afterAll(() => place.dispose());

function shell(script: string, program = "sh") {
  const env = { ...place.env, PATH: path };
  return spawnSync(program, ["-c", script], { cwd: place.dir, env, encoding: "utf8", input: "" });
}
const has = (program: string) => shell(`command -v ${program}`).status === 0;

/** What bash offers for the last of the words. */
function bashOffers(...words: string[]): string[] {
  const script = `source <(memories completions bash) && COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}) &&
    COMP_CWORD=${words.length - 1} && _memories; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return shell(script, "bash")
    .stdout.split("\n")
    .filter((line) => line !== "");
}

test("bash completes commands, their flags, the values of flags, and files where there are any", () => {
  writeFileSync(join(place.dir, "an answer.txt"), "");
  expect(bashOffers("memories", "ex")).toEqual(["extract", "export", "explain"]);
  expect(bashOffers("memories", "--home", "/x", "cons")).toEqual(["consolidate"]);
  expect(bashOffers("memories", "--home", "=", "/x", "cons")).toEqual(["consolidate"]);
  expect(bashOffers("memories", "extract", "--lim")).toEqual(["--limit"]);
  expect(bashOffers("memories", "extract", "--api", "")).toEqual(["responses", "chat"]);
  expect(bashOffers("memories", "extract", "--api", "=", "ch")).toEqual(["chat"]);
  expect(bashOffers("memories", "extract", "--record", "an")).toEqual(["an answer.txt"]);
  expect(bashOffers("memories", "extract", "--limit", "")).toEqual([]);
  expect(bashOffers("memories", "jobs", "re")).toEqual(["retry", "release"]);
  expect(bashOffers("memories", "completions", "f")).toEqual(["fish"]);
  expect(bashOffers("memories", "explain", "an")).toEqual([]);
  for (const { name, options } of COMMANDS) {
    const offered = bashOffers("memories", name, "--");
    const flags = options.map((option) => rowOf(option).flag).filter((flag) => flag !== undefined);
    expect(offered).toEqual(expect.arrayContaining([...flags, "json", "home"].map((flag) => `--${flag}`)));
  }
});

test("bash completes sessions, decisions, models and runs as they are now", () => {
  place.run(["extract", "--offline", "--limit", "1"]);
  place.run(["consolidate", "--offline"]);
  const { threads } = place.json(["threads", "--all"]) as { threads: { thread_id: string }[] };
  const ids = threads.map(({ thread_id }) => thread_id).toSorted();
  expect(ids.length).toBe(8);
  for (const words of [["explain"], ["show"], ["forget"], ["jobs", "retry"], ["extract", "--thread"]]) {
    expect([words, bashOffers("memories", ...words, "01a2").toSorted()]).toEqual([words, ids]);
  }
  const { runs } = place.json(["log"]) as { runs: { run: string }[] };
  expect(bashOffers("memories", "undo", "20").toSorted()).toEqual(runs.map(({ run }) => run).toSorted());
  expect(bashOffers("memories", "threads", "--decision", "up_")).toEqual(["up_to_date"]);
  expect(bashOffers("memories", "extract", "--model", "gpt-6-l")).toEqual(["gpt-6-luna"]);
  expect(bashOffers("memories", "extract", "--agent", "cl")).toEqual(["claude-code", "cline"]);
  expect(bashOffers("memories", "consolidate", "--agent", "c")).toEqual(["command"]);
  expect(bashOffers("memories", "hook", "pi")).toEqual(["pi"]);
  expect(bashOffers("memories", "explain", "--ver")).toEqual(["--verbose", "--version"]);
});

test("zsh and fish read their scripts, and every command and flag stands in them", () => {
  for (const program of ["zsh", "fish"]) {
    const { stdout } = place.run(["completions", program]);
    for (const { name } of COMMANDS) expect(stdout).toContain(` ${program === "fish" ? `-a ${name}` : `${name})`} `);
    for (const name of Object.keys(OPTIONS) as OptionName[]) {
      const { flag } = rowOf(name);
      if (flag !== undefined) expect(stdout).toContain(program === "fish" ? `-l ${flag} ` : `'--${flag}[`);
    }
    if (has(program))
      expect(shell(`memories completions ${program} | ${program} -n`)).toMatchObject({ status: 0, stderr: "" });
  }
});

/** What fish offers, without what it says about it. */
function fishOffers(line: string): string[] {
  const { stdout } = shell(`memories completions fish | source; complete -C '${line}'`, "fish");
  return stdout.split("\n").flatMap((offer) => (offer === "" ? [] : (offer.split("\t")[0] ?? [])));
}

test.skipIf(!Bun.which("fish"))("fish completes commands, flags, values and sessions as they are now", () => {
  expect(fishOffers("memories ex").toSorted()).toEqual(["explain", "export", "extract"]);
  expect(fishOffers("memories extract --api ")).toEqual(["chat", "responses"]);
  expect(fishOffers("memories extract --model gpt-6-l")).toEqual(["gpt-6-luna"]);
  expect(fishOffers("memories consolidate --agent c")).toEqual(["command"]);
  expect(fishOffers("memories show 01a2").length).toBe(8);
});

/** What stands on the line after zsh was asked to complete what was typed. */
async function zshCompletes(typed: string): Promise<string> {
  writeFileSync(join(place.dir, "_memories"), place.run(["completions", "zsh"]).stdout);
  let text = "";
  const env = { ...place.env, PATH: path, TERM: "dumb", PS1: "ready " };
  const child = Bun.spawn(["zsh", "-f", "-i"], {
    cwd: place.dir,
    env,
    terminal: {
      cols: 200,
      rows: 50,
      data: (_, bytes) => {
        text += new TextDecoder().decode(bytes);
      },
    },
  });
  const until = async (wanted: RegExp) => {
    while (!wanted.test(text)) await Bun.sleep(10);
    text = "";
  };
  await until(/ready /);
  const show = `show() { print -r -- "<$BUFFER>"; BUFFER=exit; zle accept-line }; zle -N show; bindkey '^X' show`;
  child.terminal?.write(`fpath=(${place.dir} $fpath); autoload -U compinit; compinit -u -D; ${show}; PS1="begun "\n`);
  await until(/\rbegun /);
  child.terminal?.write(`${typed}\t\u0018`);
  await child.exited;
  child.terminal?.close();
  return /<([^>]*)>/.exec(text)?.[1]?.trim() ?? text;
}

test.skipIf(!Bun.which("zsh"))("zsh completes commands, flags, values and sessions as they are now", async () => {
  expect(await zshCompletes("memories cons")).toBe("memories consolidate");
  expect(await zshCompletes("memories extract --model gpt-6-l")).toBe("memories extract --model gpt-6-luna");
  expect(await zshCompletes("memories run --model of")).toBe("memories run --model offline");
  expect(await zshCompletes("memories consolidate --agent com")).toBe("memories consolidate --agent command");
});

test("the manual page is ASCII, names everything, and is formatted without a warning", () => {
  const { stdout } = place.run(["man"]);
  expect(stdout).toMatch(/^[\n -~]*$/);
  const plain = stdout.replaceAll("\\-", "-").replaceAll("\\(ti", "~");
  for (const { name, options } of COMMANDS) {
    expect(plain).toContain(`.SS memories ${name}`);
    for (const option of options) expect(plain).toContain(`--${rowOf(option).flag}`);
  }
  for (const name of CONFIG_NAMES) expect(plain).toContain(rowOf(name).env ?? "");
  for (const code of [0, 1, 2, 70, 130, 143]) expect(plain).toContain(`.B ${code}\n`);
  if (!has("groff")) return;
  const page = shell("memories man | groff -man -Tutf8 -ww");
  // Debian's own macro file may be missing in a small system; that is no fault of the page.
  expect(page.stderr.split("\n").filter((line) => line !== "" && !line.includes("man.local"))).toEqual([]);
  expect(page.stdout).toContain("MEMORIES(1)");
});

test("every example in --help runs as it is written", () => {
  for (const folder of [
    "notes",
    ".local/share/bash-completion/completions",
    ".local/share/man/man1",
    ".config/fish/completions",
    ".pi/agent/extensions",
  ]) {
    mkdirSync(join(place.dir, folder), { recursive: true });
  }
  for (const file of ["answer.txt", "session.log", "deploys.md", ".env", "notes/a.md"]) {
    writeFileSync(join(place.dir, file), "some text\n");
  }
  writeFileSync(join(place.dir, "memories.toml"), "[memories]\nmax_unused_days = 60\n");
  writeFileSync(join(place.dir, "hook-input.json"), '{"session_id":"x","source":"startup","ephemeral":true}');
  for (const [program, body] of [
    ["agent", "echo an answer"],
    ["jq", "exec cat"],
    ["man", "exec cat"],
    ["my-agent", "printf 'v1\\n' > memory_summary.md; echo '# Handbook' > MEMORY.md"],
  ]) {
    writeFileSync(join(place.dir, "bin", program ?? ""), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  // With every session extracted no example asks a model.
  place.run(["extract", "--offline", "--limit", "8"]);
  place.run(["consolidate", "--offline"]);
  /** Examples that rightly find nothing to do in this sandbox; the rest exits 0. */
  const exits: Readonly<Record<string, number>> = {
    // A text without citation, a job that did not fail or run, a run of another day, a machine that was never here.
    "memories citations --verify --require answer.txt": 1,
    "memories jobs retry 01a203bf-0c85": 2,
    "memories jobs release global": 2,
    // An entry that is not here; the transcripts are of a Codex that writes through links.
    "memories review --accept 3fa9c01b": 2,
    "memories review --reject 3fa9c01b": 2,
    "memories link codex": 2,
    "memories threads --take-over old-laptop": 2,
    "memories undo 2026-11-23T12-00-00-1b9d6bcd": 2,
  };
  for (const example of COMMANDS.flatMap(({ examples }) => examples)) {
    // One is for another shell, one asks the network.
    if (example.includes("<(") || example.includes("--online")) continue;
    const { status, stderr } = shell(example);
    expect({ example, status, stderr }).toEqual({ example, status: exits[example] ?? 0, stderr });
  }
});

test("each command explains itself: usage, options, examples, exit codes", () => {
  for (const { name, summary, options } of COMMANDS) {
    const { exit, stdout, stderr } = place.run([name, "--help"]);
    expect({ name, exit, stderr }).toEqual({ name, exit: 0, stderr: "" });
    expect(stdout.replace(/\s+/g, " ")).toContain(`memories ${name}: ${summary}`);
    expect(stdout).toMatch(/Usage: memories .*\n[\s\S]*Examples?\n[\s\S]*Exit codes\n {2}0 /);
    for (const option of options) expect(stdout).toContain(`--${rowOf(option).flag}`);
    expect(place.run(["help", name]).stdout).toBe(stdout);
    expect(place.run([name, "-h"]).stdout).toBe(stdout);
  }
});
