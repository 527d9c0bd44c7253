import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";
import { play, playUndisturbed } from "../../helpers/play-root.ts";

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

async function expectUndisturbed(disturb: (on: GitRoot) => void): Promise<void> {
  expect(await play(root, disturb)).toEqual(await playUndisturbed());
  expect(existsSync(trap)).toBe(false);
}

async function expectUnimpressed(env: Record<string, string>): Promise<void> {
  const hostile = gitRoot({ PATH: process.env.PATH ?? "", ...env });
  try {
    expect(await play(hostile)).toEqual(await playUndisturbed());
    expect(existsSync(trap)).toBe(false);
  } finally {
    hostile.dispose();
  }
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
      await expectUndisturbed((on) => writeFileSync(join(on.root, ".git/config"), text()));
    });
  }

  for (const [name, text] of Object.entries(config)) {
    test(`${name} in the user's and the system's configuration and in the environment`, async () => {
      const home = join(root.dir, "home");
      mkdirSync(join(home, ".config/git"), { recursive: true });
      const file = join(home, ".gitconfig");
      writeFileSync(file, text());
      writeFileSync(join(home, ".config/git/config"), text());
      await expectUnimpressed({
        HOME: home,
        XDG_CONFIG_HOME: join(home, ".config"),
        GIT_CONFIG_SYSTEM: file,
        GIT_CONFIG_GLOBAL: file,
        GIT_CONFIG: file,
      });
    });
  }
});
