import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
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

async function expectUnimpressed(env: Record<string, string>): Promise<void> {
  const hostile = gitRoot({ PATH: process.env.PATH ?? "", ...env });
  try {
    expect(await play(hostile)).toEqual(await playUndisturbed());
    expect(existsSync(trap)).toBe(false);
  } finally {
    hostile.dispose();
  }
}

describe("nothing in the environment takes part or runs:", () => {
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
      await expectUnimpressed(values());
      for (const name of ["trace", "trace2", "other-index"]) expect(existsSync(join(root.dir, name))).toBe(false);
    });
  }
});
