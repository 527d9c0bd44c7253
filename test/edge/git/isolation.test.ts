import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectRepository } from "../../../lib/edge/git/inspect-repository.ts";
import { type GitRoot, gitRoot, treeOf } from "../../helpers/git-root.ts";
import { TEST_NOW } from "../../helpers/world.ts";

setDefaultTimeout(0);

let root: GitRoot;
let trap: string;
beforeEach(() => {
  root = gitRoot();
  trap = join(root.dir, "trap-sprung");
});
afterEach(() => root.dispose());

/** A program that leaves a trace when anything runs it. */
function trapProgram(name: string): string {
  const path = join(root.dir, name);
  writeFileSync(path, `#!/bin/sh\necho ${name} >> '${trap}'\ncat\nexit 0\n`, { mode: 0o755 });
  return path;
}

const BEFORE = { "MEMORY.md": "one\r\ntwo\n", "data.bin": "\0\x01", "ignored.log": "log\n", "$Id$.md": "$Id$\n" };
const AFTER = {
  "MEMORY.md": "one\r\nzwei\r\n",
  "ignored.log": "log more \n",
  "new.log": "new\n",
  "$Id$.md": "$Id: x$\n",
};

function put(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) root.write(path, content);
}

/** Records, changes, compares and records again; everything must be as in an undisturbed root. */
async function expectUndisturbed(disturb: () => void | Promise<void>): Promise<void> {
  const calm = gitRoot();
  try {
    const expected = await play(calm, () => undefined);
    expect(await play(root, disturb)).toEqual(expected);
    expect(existsSync(trap) ? readFileSync(trap, "utf8") : "").toBe("");
  } finally {
    calm.dispose();
  }
}

async function play(on: GitRoot, disturb: () => void | Promise<void>) {
  const swap = root;
  root = on;
  try {
    await on.init();
    put(BEFORE);
    await on.record();
    await disturb();
    await on.record(TEST_NOW + 1);
    await disturb();
    const same = await on.status();
    put(AFTER);
    on.remove("data.bin");
    await disturb();
    const extra = new Set([".gitattributes", ".gitignore", "sub/.gitattributes"]);
    const hide = (lines: readonly string[]) => lines.filter((line) => !extra.has(line.slice(2)));
    const changes = hide(await on.status());
    const patch = withoutSections((await on.patch()).toString("latin1"), extra);
    for (const path of extra) on.remove(path);
    const last = await on.record(TEST_NOW + 2);
    return { same: hide(same), changes, patch, last, tree: on.git(["ls-tree", "-r", "main"]) };
  } finally {
    root = swap;
  }
}

function withoutSections(patch: string, paths: ReadonlySet<string>): string {
  const sections = patch.split(/(?=^diff --git )/m);
  return sections.filter((section) => ![...paths].some((path) => section.startsWith(`diff --git a/${path} `))).join("");
}

describe("nothing that others configure takes part or runs:", () => {
  const config: Record<string, () => string> = {
    "line-ending conversion": () => "[core]\n autocrlf = true\n eol = crlf\n safecrlf = true\n",
    "an external diff": () => `[diff]\n external = ${trapProgram("external-diff")}\n`,
    "a diff driver": () =>
      `[diff "any"]\n command = ${trapProgram("driver")}\n textconv = ${trapProgram("textconv")}\n`,
    "a filter": () =>
      `[filter "any"]\n clean = ${trapProgram("clean")}\n smudge = ${trapProgram("smudge")}\n required = true\n`,
    "a file system monitor": () => `[core]\n fsmonitor = ${trapProgram("fsmonitor")}\n untrackedCache = true\n`,
    hooks: () => {
      rmSync(join(root.dir, "hooks"), { recursive: true, force: true });
      mkdirSync(join(root.dir, "hooks"));
      for (const hook of ["pre-commit", "post-index-change", "reference-transaction", "post-commit"]) {
        symlinkSync(trapProgram(hook), join(root.dir, "hooks", hook));
      }
      return `[core]\n hooksPath = ${join(root.dir, "hooks")}\n`;
    },
    signing: () => `[commit]\n gpgSign = true\n[gpg]\n program = ${trapProgram("gpg")}\n[user]\n signingKey = x\n`,
    "attributes and ignore files": () => {
      writeFileSync(
        join(root.dir, "attributes"),
        "* text eol=crlf filter=any diff=any ident working-tree-encoding=UTF-16\n",
      );
      writeFileSync(join(root.dir, "ignore"), "*\n");
      const names = `attributesFile = ${join(root.dir, "attributes")}\n excludesFile = ${join(root.dir, "ignore")}\n`;
      return `[core]\n ${names}`;
    },
    "a shape of diffs": () =>
      "[diff]\n noprefix = true\n mnemonicPrefix = true\n renames = copies\n context = 9\n algorithm = patience\n" +
      " orderFile = /nowhere\n suppressBlankEmpty = true\n relative = true\n[color]\n ui = always\n diff = always\n",
    "storage settings": () =>
      "[core]\n compression = 0\n bigFileThreshold = 1\n fileMode = false\n symlinks = false\n quotePath = true\n" +
      " splitIndex = true\n sharedRepository = world\n logAllRefUpdates = always\n ignoreCase = true\n[index]\n version = 4\n" +
      "[feature]\n manyFiles = true\n experimental = true\n[init]\n defaultBranch = other\n[fetch]\n writeCommitGraph = true\n",
    "a broken file": () => "[core\n this is no configuration\n",
    "a new object format": () =>
      "[core]\n repositoryFormatVersion = 1\n[extensions]\n objectFormat = sha256\n worktreeConfig = true\n",
    "a work tree elsewhere": () => "[core]\n worktree = /\n bare = true\n",
    "a lazy remote": () =>
      `[core]\n repositoryFormatVersion = 1\n[extensions]\n partialClone = origin\n[remote "origin"]\n promisor = true\n` +
      ` url = ext::${trapProgram("remote")}\n[protocol "ext"]\n allow = always\n`,
  };

  for (const [name, text] of Object.entries(config)) {
    test(`${name} in the repository's own configuration`, async () => {
      await expectUndisturbed(() => {
        if (existsSync(join(root.root, ".git"))) writeFileSync(join(root.root, ".git/config"), text());
      });
    });
  }

  for (const [name, text] of Object.entries(config)) {
    test(`${name} in the user's and the system's configuration and in the environment`, async () => {
      const home = join(root.dir, "home");
      mkdirSync(join(home, ".config/git"), { recursive: true });
      const file = join(home, ".gitconfig");
      writeFileSync(file, text());
      writeFileSync(join(home, ".config/git/config"), text());
      const calm = gitRoot();
      const hostile = gitRoot({
        PATH: process.env.PATH ?? "",
        HOME: home,
        XDG_CONFIG_HOME: join(home, ".config"),
        GIT_CONFIG_SYSTEM: file,
        GIT_CONFIG_GLOBAL: file,
        GIT_CONFIG: file,
      });
      try {
        expect(await play(hostile, () => undefined)).toEqual(await play(calm, () => undefined));
        expect(existsSync(trap)).toBe(false);
      } finally {
        calm.dispose();
        hostile.dispose();
      }
    });
  }

  const variables: Record<string, () => Record<string, string>> = {
    "another repository": () => ({ GIT_DIR: join(root.dir, "other"), GIT_WORK_TREE: "/", GIT_COMMON_DIR: "/tmp" }),
    "another index and store": () => ({
      GIT_INDEX_FILE: join(root.dir, "other-index"),
      GIT_OBJECT_DIRECTORY: join(root.dir, "other-objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(root.dir, "more-objects"),
    }),
    "an external diff": () => ({ GIT_EXTERNAL_DIFF: trapProgram("external"), GIT_DIFF_OPTS: "--unified=9" }),
    "an author": () => ({
      GIT_AUTHOR_NAME: "X",
      GIT_AUTHOR_EMAIL: "x@x",
      GIT_AUTHOR_DATE: "1 +0000",
      GIT_COMMITTER_NAME: "X",
      GIT_COMMITTER_EMAIL: "x@x",
      GIT_COMMITTER_DATE: "1 +0000",
      EMAIL: "x@x",
    }),
    "injected configuration": () => ({
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.autocrlf",
      GIT_CONFIG_VALUE_0: "true",
      GIT_CONFIG_PARAMETERS: "'core.hooksPath'='/tmp'",
    }),
    templates: () => ({ GIT_TEMPLATE_DIR: root.dir }),
    "a hash, traces, path settings": () => ({
      GIT_DEFAULT_HASH: "sha256",
      GIT_TRACE: join(root.dir, "trace"),
      GIT_TRACE2: join(root.dir, "trace2"),
      GIT_LITERAL_PATHSPECS: "1",
      GIT_GLOB_PATHSPECS: "1",
      GIT_NAMESPACE: "other",
      GIT_REPLACE_REF_BASE: "refs/x",
      GIT_CEILING_DIRECTORIES: "/",
      GIT_INDEX_VERSION: "4",
      GIT_ATTR_SOURCE: "HEAD",
    }),
    "a language": () => ({ LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8", LANGUAGE: "de" }),
    "a pager and prompts": () => ({
      GIT_PAGER: trapProgram("pager"),
      PAGER: trapProgram("pager"),
      GIT_ASKPASS: trapProgram("askpass"),
      GIT_EDITOR: trapProgram("editor"),
      GIT_SSH_COMMAND: trapProgram("ssh"),
    }),
  };
  for (const [name, values] of Object.entries(variables)) {
    test(`${name} in the environment`, async () => {
      const calm = gitRoot();
      const hostile = gitRoot({ PATH: process.env.PATH ?? "", ...values() });
      try {
        expect(await play(hostile, () => undefined)).toEqual(await play(calm, () => undefined));
        for (const path of [trap, join(root.dir, "trace"), join(root.dir, "trace2"), join(root.dir, "other-index")]) {
          expect(existsSync(path)).toBe(false);
        }
      } finally {
        calm.dispose();
        hostile.dispose();
      }
    });
  }

  test("attributes and ignore files among the memories", async () => {
    await expectUndisturbed(() => {
      if (!existsSync(join(root.root, "MEMORY.md"))) return;
      root.write(
        ".gitattributes",
        "* text eol=crlf filter=any diff=any ident -diff export-ignore\n*.md working-tree-encoding=UTF-16\n",
      );
      root.write("sub/.gitattributes", "* binary\n");
      root.write(".gitignore", "*\n!.gitignore\n");
    });
  });

  test("attributes, ignore files, grafts and hooks inside .git", async () => {
    await expectUndisturbed(() => {
      const git = join(root.root, ".git");
      if (!existsSync(git)) return;
      writeFileSync(
        join(git, "info/attributes"),
        "* text eol=crlf filter=any -diff ident working-tree-encoding=UTF-16\n",
      );
      writeFileSync(join(git, "info/exclude"), "*\n");
      writeFileSync(join(git, "info/grafts"), `${"1".repeat(40)} ${"2".repeat(40)}\n`);
      writeFileSync(join(git, "info/sparse-checkout"), "/nothing\n");
      rmSync(join(git, "hooks"), { recursive: true, force: true });
      mkdirSync(join(git, "hooks"));
      for (const hook of ["reference-transaction", "post-index-change", "pre-auto-gc"]) {
        writeFileSync(join(git, "hooks", hook), readFileSync(trapProgram(hook)), { mode: 0o755 });
      }
    });
  });

  test("links in the places that git writes to lead nothing out", async () => {
    const out = join(root.dir, "out");
    mkdirSync(out);
    await root.init();
    const names = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
    for (const name of names) {
      const place = join(root.root, ".git/objects", name);
      if (!existsSync(place)) symlinkSync(out, place);
    }
    for (const name of ["index", "memories-index", "memories-cache", "HEAD", "config", "info/attributes"]) {
      rmSync(join(root.root, ".git", name));
      symlinkSync(join(out, name.replace("/", "-")), join(root.root, ".git", name));
    }
    put(BEFORE);
    await root.record();
    expect(readdirSync(out)).toEqual([]);
    expect(root.git(["status", "--porcelain"])).toBe("");
    expect(root.git(["fsck", "--strict", "--full"])).toBe("");
  });

  test("a locked, damaged or lying index", async () => {
    await expectUndisturbed(() => {
      const git = join(root.root, ".git");
      if (!existsSync(git)) return;
      for (const name of ["index.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "memories-index.lock"]) {
        writeFileSync(join(git, name), "");
      }
      writeFileSync(join(git, "memories-index"), "damaged");
      writeFileSync(join(git, "index"), "damaged");
    });
    await root.init();
    put(BEFORE);
    await root.record();
    root.git(["update-index", "--assume-unchanged", "MEMORY.md"]);
    root.git(["update-index", "--skip-worktree", "data.bin"]);
    root.write("MEMORY.md", "changed\n");
    root.write("data.bin", "changed");
    root.git(["rm", "-q", "--cached", "ignored.log"]);
    expect(await root.status()).toEqual(["M MEMORY.md", "M data.bin"]);
    await root.record();
    expect(root.git(["ls-files", "-v"])).not.toMatch(/^[a-zS] /m);
    expect(root.git(["status", "--porcelain"])).toBe("");
  });
});

test("a person's own settings do not make their git status unclean either", async () => {
  await root.init();
  put(BEFORE);
  root.write(".gitattributes", "* text eol=crlf\n");
  root.write(".gitignore", "*\n");
  await root.record();
  expect(root.git(["diff-files"])).toBe("");
  const config = '[core]\n autocrlf = true\n fileMode = false\n[filter "any"]\n clean = sed s/a/b/\n required = true\n';
  writeFileSync(join(root.dir, "gitconfig"), config);
  const env = { GIT_CONFIG_GLOBAL: join(root.dir, "gitconfig") };
  rmSync(join(root.root, ".git/index"));
  root.git(["reset", "-q"], env);
  expect(root.git(["status", "--porcelain"], env)).toBe("");
  expect(treeOf(root.root).get("MEMORY.md")).toBe(`file ${Buffer.from("one\r\ntwo\n").toString("hex")}`);
});

describe("whose .git it is:", () => {
  const look = () => inspectRepository(root.root);

  test("none, or the beginning of one of ours that a crash cut off, is absent", async () => {
    expect(look()).toEqual({ kind: "absent" });
    mkdirSync(join(root.root, ".git"));
    expect(look()).toEqual({ kind: "absent" });
    writeFileSync(join(root.root, ".git/memories-root.new"), "");
    expect(look()).toEqual({ kind: "absent" });
    await root.init();
    expect(look()).toEqual({ kind: "ours" });
  });

  test("a person's repository, a worktree, a link and a joined store are foreign", async () => {
    root.git(["init", "-q"]);
    expect(look()).toEqual({ kind: "foreign", reason: "it holds a git repository that is not a memory baseline" });
    rmSync(join(root.root, ".git"), { recursive: true });
    writeFileSync(join(root.root, ".git"), "gitdir: elsewhere");
    expect(look()).toEqual({ kind: "foreign", reason: "its .git is a file, not a folder" });
    rmSync(join(root.root, ".git"));
    symlinkSync("/tmp", join(root.root, ".git"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git is a link, not a folder" });
    rmSync(join(root.root, ".git"));
    await root.init();
    for (const name of ["commondir", "objects/info/alternates", "objects/info/http-alternates"]) {
      writeFileSync(join(root.root, ".git", name), "/elsewhere\n");
      expect(look()).toEqual({ kind: "foreign", reason: `its .git/${name} joins it to another repository` });
      rmSync(join(root.root, ".git", name));
    }
    rmSync(join(root.root, ".git/refs/heads/main"));
    symlinkSync("/tmp/ref", join(root.root, ".git/refs/heads/main"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git/refs/heads/main is not a file" });
    rmSync(join(root.root, ".git/objects"), { recursive: true });
    symlinkSync("/tmp", join(root.root, ".git/objects"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git/objects is not a folder" });
  });
});
