/** Paths, addresses and ids that are well-formed and wrong: exit 2, one line, a remedy, and nothing touched. */
import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCommands } from "../../cli/commands/index.ts";
import { OPTIONS, type OptionName, rowOf } from "../../cli/options/settings.ts";
import { sandbox } from "../helpers/cli.ts";
import { snapshot } from "../helpers/snapshot.ts";

const COMMANDS = await loadCommands();

const place = sandbox();
afterAll(() => place.dispose());

function file(content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(place.dir, "file-")), "it");
  writeFileSync(path, content);
  return path;
}
function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(place.dir, "folder-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}
const nowhere = join(place.dir, "nowhere/at/all");
const THREAD = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
const repository = folder();
spawnSync("git", ["init", "-q", repository]);
/** An SQLite header with a schema number that this program does not know. */
const newer = Buffer.alloc(4_096);
newer.write("SQLite format 3\0");
newer.writeUInt16BE(4_096, 16);
newer.writeUInt32BE(99, 60);

/** Option (or what else) → command lines and what their error says. */
const CASES: Readonly<Record<string, readonly (readonly [readonly string[], string])[]>> = {
  home: [
    [["status", "--home", file("x")], "cannot write the home of memories"],
    [["extract", "--offline", "--home", join(file("x"), "below")], "cannot write the home of memories"],
    [["log", "--home", file("x")], "no home of memories"],
    [["run", "--offline", "--home", file("x")], "cannot write the home of memories"],
  ],
  codexHome: [
    [["extract", "--offline", "--codex-home", file("x")], "folder of transcripts cannot be listed"],
    [["status", "--codex-home", folder({ sessions: "x" })], "not a folder"],
    [["run", "--offline", "--codex-home", file("x")], "folder of transcripts cannot be listed"],
  ],
  root: [
    ...["consolidate", "prune", "diff", "undo", "run", "note"].flatMap((command) =>
      (
        [
          [file("x"), "it is not a folder"],
          ["/", "it is the root of the file system"],
          [place.dir, "it is your home directory"],
          [place.home, "it is or holds the home of this program"],
          [folder({ "thesis.txt": "mine" }), "it holds files that are not memories: thesis.txt"],
          [repository, "it holds a git repository that is not a memory baseline"],
        ] as const
      ).map(([root, says]) => {
        const text = command === "note" ? ["a note"] : command === "run" ? ["--offline"] : [];
        return [[command, ...text, "--root", root], says] as const;
      }),
    ),
    [["clear", "--yes", "--root", repository], "is not a memory root of ours"],
    [["forget", THREAD, "--root", repository], "is not a memory root of ours"],
    [["consolidate", "--adopt", "--root", place.dir], "it is your home directory"],
  ],
  db: [
    [["status", "--db", "/just/a/path"], "not a URL"],
    [["status", "--db", "gopher://host/x"], "unknown scheme gopher:"],
    [["status", "--db", "file:"], "file: URL without a path"],
    [["extract", "--db", "http://db.example"], "without encryption"],
    [["status", "--db", `file:${file("this is no database")}`], "the file is not a database"],
    [["run", "--offline", "--db", `file:${folder()}`], "it is a folder"],
    [["clear", "--yes", "--db", `file:${file(newer)}`], "schema 99, this program knows"],
  ],
  templates: [
    [["status", "--templates", nowhere], "cannot read the templates folder"],
    [["status", "--templates", file("x")], "cannot read the templates folder"],
    [
      ["extract", "--templates", folder({ "stage_one_input.md": "{{cwd}}" })],
      "missing placeholder in template stage_one",
    ],
    [["consolidate", "--templates", folder({ "consolidation.md": "{{root}} {{you}}" })], "unknown placeholder"],
    [["instructions", "--templates", folder({ "read_path.md": "" })], "missing placeholder in template read_path.md"],
    [["status", "--templates", folder({ "consolidate.md": "" })], "no template is called consolidate.md"],
  ],
  rollouts: [
    [["citations", "--rollouts", nowhere], "cannot read"],
    [["usage", "classify", "--rollouts", nowhere], "cannot read"],
    [["citations", "--rollouts", folder(), "answer.txt"], "--rollouts does not go together with files"],
  ],
  checkFile: [
    [["config", "--check", nowhere], "no such file"],
    [["config", "--check", folder()], "cannot read the configuration"],
    [["config", "--check", file("[memories\n")], "it:1:"],
    [["config", "--check", file("[memories]\na = 1\na = 2\n")], "it:3:"],
    [["config", "--check", file(""), "--schema"], "--schema does not go together with --check"],
  ],
  record: [
    [["extract", "--dry-run", "--record", folder()], "--dry-run does not go together with --record"],
    [["consolidate", "--dry-run", "--record", folder()], "--dry-run does not go together with --record"],
  ],
  replay: [
    [["run", "--replay", nowhere], "cannot replay from"],
    [["run", "--replay", folder()], "there is no recorded request in"],
    [["run", "--replay", folder(), "--offline"], "--replay does not go together with --offline"],
  ],
  checkFolder: [
    [["run", "--offline", "--check", nowhere], "there is no golden folder"],
    [["run", "--offline", "--check", file("x")], "there is no golden folder"],
    [["run", "--offline", "--check", folder({ "thesis.txt": "mine" }), "--accept"], "something else than memories"],
    [["run", "--offline", "--check", repository, "--accept"], "something else than memories: .git"],
    [["run", "--offline", "--check", file("x"), "--accept"], "it is no folder"],
    [["run", "--offline", "--accept"], "--accept means nothing without --check GOLDEN"],
  ],
  recipeDir: [
    [["recipe", "cron", "--dir", file("x")], "cannot create"],
    [["recipe", "cron", "--dir", folder({ crontab: "mine" })], "cannot create"],
  ],
  metricsFile: [
    [["run", "--offline", "--metrics-file", join(nowhere, "m.prom")], "metrics file"],
    [["run", "--offline", "--metrics-file", folder()], "metrics file"],
    [["extract", "--offline", "--metrics-file", join(file("x"), "m.prom")], "metrics file"],
  ],
  apiKeyFile: [[["config", "--check", file("[memories]\napi_key_file = 3\n")], "api_key_file"]],
  jsonTo: [[["citations", "--strip", "--json-to", join(file("x"), "kept.json")], "cannot write"]],
  "files given as arguments": [
    [["redact", nowhere], "it does not exist"],
    [["redact", folder()], "it is a folder"],
    [["citations", file("x"), nowhere], "it does not exist"],
    [["citations", "--", "--strip"], "cannot read --strip: it does not exist"],
    [["usage", "scan", nowhere], "cannot read"],
    [["edit", "nothing.md"], "no such file in the memory folder: nothing.md"],
    [["recipe", "nothing"], 'there is no recipe "nothing"'],
    [["cost", "--by", "hour"], '"hour" is not one of day'],
    [["schema", "extrakt"], "did you mean extract?"],
    [["hook", "nobody"], 'there is no agent "nobody"'],
    [["link", "nobody"], "only codex reads a linked memory"],
    [["import", "nobody"], "nothing can be imported"],
    [["export", folder()], "export needs --layout"],
    [["review", "--accept", "nothing"], "no line in quarantine has an id"],
    [["templates", join(file("taken"), "prompts")], "cannot create"],
  ],
  "flags that exclude each other": [
    [["extract", "--last", "3", "--since", "2026-01-01"], "--last does not go together with --since"],
    [["extract", "--thread", THREAD, "--last", "3"], "--thread does not go together with --last"],
    [["extract", "--thread", THREAD, "--since", "2026-01-01"], "--thread does not go together with --since"],
    [["extract", "--thread", THREAD, "--show-input", "--dry-run"], "--show-input does not go together with --dry-run"],
    [["extract", "--show-input"], "--thread is missing"],
    [["consolidate", "--offline", "--model", "x"], "--offline does not go together with --model"],
    [["consolidate", "--agent", "command", "--model", "x", "--", "true"], "--agent command does not go together"],
    [["consolidate", "--unconfined"], "--unconfined is for --agent command only"],
    [["run", "--offline", "--allow-network"], "--allow-network is for --agent command only"],
    [["run", "--offline", "--extract-model", "x"], "--offline does not go together with --extract-model"],
    [["run", "--offline", "--consolidation-model", "x"], "--offline does not go together with --consolidation-model"],
    [["threads", "--decision", "x"], '"x" is no decision'],
    [["diff", "--stat", "--name-status"], "--name-status does not go together with --stat"],
    [["citations", "--strip", "--format", "tsv"], "--strip does not go together with --format"],
    [["citations", "--strip", "--resolve"], "--strip does not go together with --resolve"],
    [["citations", "--format", "tsv", "--resolve"], "--format tsv does not go together with --resolve"],
    [["forget", THREAD, "--undo", "--purge"], "--undo does not go together with --purge"],
    [["forget", THREAD, "--cwd", "/x"], "say whose memory to forget"],
    [["forget"], "say whose memory to forget"],
    [["usage", "classify", "ls", "--rollouts", nowhere], "--rollouts does not go together with a command"],
  ],
  "names that there are not": [
    [["consolidate", "--agent", "butler"], '"butler" consolidates nothing'],
    [["consolidate", "--agent", "command"], "--agent command names no command"],
    [["consolidate", "--", "ls"], "a command after -- needs --agent command"],
    [["extract", "--model", "replay:"], "names no folder"],
    [["threads", "--decision", "clam"], '"clam" is no decision'],
    [["jobs", "mend"], 'jobs cannot "mend"'],
    [["jobs", "retry"], "jobs retry needs a session"],
    [["jobs", "list", THREAD], "jobs list takes no session"],
    [["usage", "count"], 'unknown action: "count"'],
    [["usage", "scan"], "needs one path"],
    [["undo", "no-such-run"], "no run is called so"],
    [["completions", "tcsh"], 'no completions for "tcsh"'],
    [["clear"], "was not confirmed"],
    [["note", " "], "the note is blank"],
    [["status", "--", "more"], "one argument too many"],
  ],
};

for (const [what, cases] of Object.entries(CASES)) {
  test(`${what}: what is wrong is told in one line with a remedy, and nothing is touched`, () => {
    for (const [args, says] of cases) {
      const before = snapshot(place.dir);
      const { exit, stdout, stderr } = place.run(args);
      expect({ args, exit, stdout, stderr }).toEqual({
        args,
        exit: 2,
        stdout: "",
        stderr: expect.stringContaining(says),
      });
      expect({ args, stderr }).toEqual({ args, stderr: expect.stringMatching(/^memories: [^\n]+\n {2}[^\n]+\n$/) });
      expect({ args, ...snapshot(place.dir) }).toEqual({ args, ...before });
    }
  });
}

test("every option that names a place is tried with wrong places", () => {
  const places = (Object.keys(OPTIONS) as OptionName[]).filter((name) => rowOf(name).kind.type === "path");
  expect(places.filter((name) => CASES[name] === undefined)).toEqual([]);
});

test("every command is tried with something wrong", () => {
  const tried = new Set(Object.values(CASES).flatMap((cases) => cases.map(([[command]]) => command)));
  const takesNothing = ["log", "man", "doctor", "mcp", "explain", "show", "path"];
  const missing = COMMANDS.map(({ name }) => name).filter((name) => !tried.has(name) && !takesNothing.includes(name));
  expect(missing).toEqual([]);
});

test("an id that no session has is refused, and only the index was made", () => {
  for (const args of [
    ["extract", "--offline", "--thread", "01a203bf-ffff"],
    ["extract", "--thread", "nonsense", "--show-input"],
    ["extract", "--dry-run", "--thread", "nonsense"],
    ["explain", "nonsense"],
    ["show", "01a203bf-ffff"],
    ["forget", "01a203bf-ffff"],
    ["jobs", "retry", "nonsense"],
    ["jobs", "release", "nonsense"],
  ]) {
    const { exit, stdout, stderr } = place.run(args);
    expect({ args, exit, stdout, stderr }).toEqual({
      args,
      exit: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^memories: no session has the id or the title "[^"]+"\n {2}memories threads --all lists them\n$/,
      ),
    });
  }
  expect(place.json(["jobs"])).toMatchObject({ jobs: [] });
  expect(place.run(["show", "01a203bf"]).stderr).toContain('8 sessions may be meant by "01a203bf"');
});
