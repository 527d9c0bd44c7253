import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { paintPatch } from "../../cli/print/paint-patch.ts";
import { patchReader } from "../../lib/core/diff/patch-reader.ts";
import { initBaseline } from "../../lib/edge/git/baseline/init-baseline.ts";
import { replaceBaseline } from "../../lib/edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace } from "../../lib/edge/git/baseline/workspace.ts";
import { renderMarker } from "../../lib/edge/root/marker.ts";
import { databaseId } from "../../lib/edge/state/memory/roots.ts";
import { openState } from "../../lib/edge/state/open/open.ts";
import { diffWorkspace } from "../../lib/flow/root/diff-workspace.ts";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { PERSON, runGitAsPerson, treeOf } from "../helpers/git-root.ts";
import { TEST_NOW } from "../helpers/moment.ts";

let person: Sandbox;
beforeEach(() => {
  person = sandbox();
});
afterEach(() => person.dispose());

function write(path: string, content: string | Uint8Array, mode = 0o600): void {
  const whole = join(person.root, path);
  mkdirSync(join(whole, ".."), { recursive: true });
  writeFileSync(whole, content);
  chmodSync(whole, mode);
}

const options = () => ({ root: person.root, scratchIn: join(person.home, "staging"), env: { PATH: process.env.PATH } });

/** Makes the root ours, as a first consolidation does. */
async function own(): Promise<void> {
  mkdirSync(person.root, { recursive: true });
  const state = await openState({ url: `file:${join(person.home, "memories.db")}`, now: TEST_NOW });
  const marker = renderMarker({ db: await databaseId(state), foreignSummaries: [] });
  state.close();
  await initBaseline(options(), marker, TEST_NOW);
}

async function record(): Promise<void> {
  const workspace = await openWorkspace(options());
  const { tree, disk } = await diffWorkspace(workspace);
  await replaceBaseline(workspace, { tree, disk, now: TEST_NOW });
  closeWorkspace(workspace);
}

/** A root with a change of every kind. */
async function changedRoot(): Promise<void> {
  await own();
  write("MEMORY.md", "# Task Group: builds\nold\nkept\n");
  write("gone.md", "one\ntwo\n");
  write("run.sh", "echo\n");
  write("image.png", Uint8Array.of(137, 0, 1));
  write("was-file", "x\n");
  await record();
  write("MEMORY.md", "# Task Group: builds\nnew\nkept\n\u001b]0;title\u0007 bell\n");
  rmSync(join(person.root, "gone.md"));
  chmodSync(join(person.root, "run.sh"), 0o700);
  write("image.png", Uint8Array.of(137, 0, 2));
  rmSync(join(person.root, "was-file"));
  symlinkSync("MEMORY.md", join(person.root, "was-file"));
  write("notes/tab\there über.md", "noted");
  write("phase2_workspace_diff.md", "# Memory Workspace Diff\n");
}

const NAME_STATUS = `M\tMEMORY.md
D\tgone.md
M\timage.png
A\t"notes/tab\\there über.md"
M\trun.sh
M\twas-file
`;

describe("diff of a root with a change of every kind", () => {
  test("prints what git apply makes the files of", async () => {
    await changedRoot();
    const copy = join(person.dir, "copy");
    runGitAsPerson(person.dir, ["clone", "-q", person.root, copy]);
    const { exit, stdout, stderr } = person.run(["diff"]);
    expect([exit, stderr]).toEqual([0, ""]);
    const apply = spawnSync("git", ["apply"], { cwd: copy, env: PERSON, input: stdout });
    expect(apply.stderr.toString()).toBe("");
    rmSync(join(person.root, "phase2_workspace_diff.md"));
    expect(treeOf(copy)).toEqual(treeOf(person.root));
    expect(stdout).toContain("\u001b]0;title\u0007 bell\n");
    expect(stdout).not.toMatch(/^index .*\n--- /m);
  });

  test("--json has each change with its lines, and the same diff", async () => {
    await changedRoot();
    const report = person.json(["diff"]);
    expect(Object.keys(report)).toEqual(["schema_version", "command", "status", "changes", "unified_diff"]);
    expect(report.changes).toEqual([
      { status: "M", path: "MEMORY.md", additions: 2, deletions: 1 },
      { status: "D", path: "gone.md", additions: 0, deletions: 2 },
      { status: "M", path: "image.png", additions: null, deletions: null },
      { status: "A", path: "notes/tab\there über.md", additions: 1, deletions: 0 },
      { status: "M", path: "run.sh", additions: 0, deletions: 0 },
      { status: "M", path: "was-file", additions: 1, deletions: 1 },
    ]);
    expect(report.unified_diff).toBe(person.run(["diff"]).stdout);
  });

  test("--name-status and --stat show it in short", async () => {
    await changedRoot();
    expect(person.run(["diff", "--name-status"]).stdout).toBe(NAME_STATUS);
    expect(person.run(["diff", "--stat"]).stdout).toBe(
      ` MEMORY.md                 |   3 ++-
 gone.md                   |   2 --
 image.png                 | Bin
 "notes/tab\\there über.md" |   1 +
 run.sh                    |   0
 was-file                  |   2 +-
 6 files changed, 4 insertions(+), 4 deletions(-)
`,
    );
    const both = person.run(["diff", "--name-status", "--stat"]);
    expect([both.exit, both.stdout]).toEqual([2, ""]);
  });

  test("--exit-code says 1, without it 0", async () => {
    await changedRoot();
    expect(person.run(["diff", "--exit-code"]).exit).toBe(1);
    expect(person.run(["diff", "--exit-code", "--json"]).exit).toBe(1);
    const { exit, stdout } = person.run(["diff", "--exit-code", "--name-status"]);
    expect([exit, stdout]).toEqual([1, NAME_STATUS]);
    expect(person.run(["diff", "--name-status"]).exit).toBe(0);
  });

  test("writes nothing into the root, takes no lock, leaves nothing behind", async () => {
    await changedRoot();
    const before = everything(person.root);
    writeFileSync(join(person.home, ".memories.lock"), "held by somebody");
    for (const args of [[], ["--json"], ["--stat"], ["--name-status"]]) person.run(["diff", ...args]);
    expect(everything(person.root)).toEqual(before);
    expect(readdirSync(join(person.home, "staging"))).toEqual([]);
  });
});

/** Every path with its times and contents' place, `.git` included. */
function everything(folder: string): string[] {
  return spawnSync("find", [folder, "-printf", "%p %y %m %s %T@ %C@ %i\n"]).stdout.toString().split("\n").toSorted();
}

describe("diff where there is nothing to compare", () => {
  test("an absent root has no changes, and nothing is made", () => {
    const { exit, stdout, stderr } = person.run(["diff", "--exit-code"]);
    expect([exit, stdout]).toEqual([0, ""]);
    expect(stderr).toBe(`memories: there is no memory root at ${person.root} yet: nothing to compare\n`);
    expect(person.json(["diff"])).toMatchObject({ command: "diff", status: "ok", changes: [], unified_diff: "" });
    expect(person.run(["diff", "--stat", "--quiet"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
    expect(existsSync(person.root)).toBe(false);
  });

  test("files that wait in a free root are additions", () => {
    write("MEMORY.md", "mine\n");
    write("skills/x/SKILL.md", "");
    expect(person.run(["diff", "--name-status"]).stdout).toBe("A\tMEMORY.md\nA\tskills/x/SKILL.md\n");
    expect(existsSync(join(person.root, ".git"))).toBe(false);
  });

  test("an unchanged root prints nothing", async () => {
    await own();
    write("MEMORY.md", "same\n");
    await record();
    for (const form of [[], ["--stat"], ["--name-status"], ["--exit-code"]]) {
      expect(person.run(["diff", ...form])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
    }
    expect(person.json(["diff"])).toMatchObject({ command: "diff", status: "ok", changes: [], unified_diff: "" });
  });
});

describe("diff refuses", () => {
  test("a person's repository, a folder of other files, another database's root: exit 2, untouched", async () => {
    const refused = (reason: string) => {
      const { exit, stdout, stderr } = person.run(["diff", "--exit-code"]);
      expect([exit, stdout]).toEqual([2, ""]);
      expect(stderr.split("\n")[0]).toBe(`memories: ${person.root} is not a memory root of ours: ${reason}`);
      expect(stderr).toContain("--root DIR");
    };
    write("README.md", "theirs");
    refused("it holds files that are not memories: README.md");
    runGitAsPerson(person.root, ["init", "-q"]);
    refused("it holds a git repository that is not a memory baseline");
    rmSync(person.root, { recursive: true });
    await own();
    rmSync(join(person.home, "memories.db"));
    for (const name of readdirSync(person.home)) if (name.startsWith("memories.db")) rmSync(join(person.home, name));
    refused("it belongs to another memories database");
  });

  test("with --json the refusal is JSON too", () => {
    write("README.md", "theirs");
    const { exit, stdout } = person.run(["diff", "--json"]);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "root_refused" });
  });

  test("a damaged baseline, naming the remedy; 1, and 2 when asked for an answer", async () => {
    await changedRoot();
    rmSync(join(person.root, ".git/objects"), { recursive: true });
    rmSync(join(person.root, ".git/memories-cache"));
    const { exit, stderr } = person.run(["diff"]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^memories: the baseline in .* cannot be read: .*\n.*consolidate --adopt/);
    expect(person.run(["diff", "--exit-code"]).exit).toBe(2);
  });

  test("a machine without git", async () => {
    await changedRoot();
    const { exit, stderr } = person.run(["diff"], { env: { PATH: "/nowhere" } });
    expect([exit, stderr]).toEqual([
      2,
      "memories: git is not installed: no program called git in PATH\n" +
        "  install git, or put the folder it lies in into PATH\n",
    ]);
  });
});

test("a consolidation that ends while the patch is made: the report is made anew", async () => {
  await changedRoot();
  const bin = join(person.dir, "bin");
  mkdirSync(bin);
  const recorder = join(import.meta.dirname, "../helpers/record-baseline.ts");
  const consolidate = `"${process.execPath}" "${recorder}" "${person.root}" "${person.dir}/scratch" ${TEST_NOW + 1}`;
  const git = spawnSync("sh", ["-c", "command -v git"]).stdout.toString().trim();
  const guard = `if [ "$1" = diff-tree ] && mkdir "${person.dir}/once" 2>/dev/null; then PATH="$REST" ${consolidate}; fi`;
  const script = `#!/bin/sh\nREST=\${PATH#*:}\n${guard}\nexec ${git} "$@"\n`;
  writeFileSync(join(bin, "git"), script, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env.PATH}` };
  const first = person.run(["diff"], { env });
  expect([first.exit, first.stderr.split("\n")[0]]).toEqual([
    1,
    `memories: a consolidation replaced the baseline of ${person.root} while it was compared`,
  ]);
  write("MEMORY.md", "changed once more\n");
  write("gone.md", "here again\n");
  rmSync(join(person.dir, "once"), { recursive: true });
  const second = person.run(["diff", "--json"], { env });
  expect([second.exit, second.stderr, JSON.parse(second.stdout)]).toEqual([
    0,
    "",
    { schema_version: 1, command: "diff", status: "ok", changes: [], unified_diff: "" },
  ]);
});

describe("the patch on a terminal", () => {
  const patch =
    "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n--- a/old\n+new \u001b[31mred\u0007\u009b \u{1f600}\n\\ No newline at end of file\n";

  async function painted(io: { stdoutIsTerminal: boolean; color: boolean }, size = 7): Promise<string> {
    const reader = patchReader();
    async function* pieces() {
      const bytes = Buffer.from(patch);
      for (let at = 0; at < bytes.length; at += size) yield reader.push(bytes.subarray(at, at + size));
      yield reader.end();
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of paintPatch(pieces(), io)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  test("in a pipe it is byte for byte", async () => {
    expect(await painted({ stdoutIsTerminal: false, color: false })).toBe(patch);
  });

  test("control characters are shown, not obeyed", async () => {
    const shown = await painted({ stdoutIsTerminal: true, color: false });
    expect(shown).toBe(patch.replace("\u001b", "\\x1b").replace("\u0007", "\\x07").replace("\u009b", "\\x9b"));
  });

  test("headers, hunks, added and removed lines have colours", async () => {
    const shown = await painted({ stdoutIsTerminal: true, color: true }, 10_000);
    const visibly = shown.replaceAll("\u001b", "^");
    expect(visibly).toBe(
      "^[1mdiff --git a/x b/x^[m\n^[1m--- a/x^[m\n^[1m+++ b/x^[m\n^[36m@@ -1,2 +1,2 @@^[m\n same\n" +
        "^[31m--- a/old^[m\n^[32m+new \\x1b[31mred\\x07\\x9b \u{1f600}^[m\n\\ No newline at end of file\n",
    );
  });

  test("a cut anywhere loses no character", async () => {
    for (const size of [1, 2, 3, 5]) {
      const shown = await painted({ stdoutIsTerminal: true, color: true }, size);
      expect(shown.replaceAll(/\u001b\[\d*m/g, "")).toBe(await painted({ stdoutIsTerminal: true, color: false }));
    }
  });
});
