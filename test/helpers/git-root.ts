import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { patchReader } from "../../lib/core/diff/patch-reader.ts";
import type { FileChange } from "../../lib/core/tree/compare-trees.ts";
import { decodePath } from "../../lib/core/tree/path-bytes.ts";
import { initBaseline } from "../../lib/edge/git/baseline/init-baseline.ts";
import { replaceBaseline } from "../../lib/edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../lib/edge/git/baseline/workspace.ts";
import { type BinaryForm, diffTrees } from "../../lib/edge/git/patch/diff-trees.ts";
import { diffWorkspace } from "../../lib/flow/root/diff-workspace.ts";
import { TEST_NOW } from "./moment.ts";

/** A real memory root in a throw-away folder. */
export interface GitRoot {
  readonly dir: string;
  readonly root: string;
  readonly options: { readonly root: string; readonly scratchIn: string; readonly env: Record<string, string> };
  write(path: string, content: string | Uint8Array, mode?: number): void;
  link(path: string, target: string): void;
  remove(path: string): void;
  /** Gives the root an empty baseline. */
  init(now?: number): Promise<string>;
  /** Makes the baseline what lies in the root; the commit. */
  record(now?: number): Promise<string>;
  /** What changed since. */
  changes(): Promise<readonly FileChange[]>;
  /** The same as `A path` lines. */
  status(): Promise<string[]>;
  /** The patch from the baseline to the root, as the `diff` command prints it. */
  patch(form?: BinaryForm): Promise<Buffer>;
  with<T>(use: (workspace: Workspace) => Promise<T>): Promise<T>;
  /** Runs git in the root as a person does, with nothing of their own configuration but what `env` brings. */
  git(args: readonly string[], env?: Record<string, string>): string;
  dispose(): void;
}

/** The environment of a person without any git configuration. */
export const PERSON = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Person",
  GIT_AUTHOR_EMAIL: "person@example.org",
  GIT_COMMITTER_NAME: "Person",
  GIT_COMMITTER_EMAIL: "person@example.org",
};

export function gitRoot(env: Record<string, string> = { PATH: process.env.PATH ?? "" }): GitRoot {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-git-")));
  const root = join(dir, "memories");
  mkdirSync(root);
  const options = { root, scratchIn: join(dir, "staging"), env };
  const self: GitRoot = {
    dir,
    root,
    options,
    write: (path, content, mode = 0o600) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      chmodSync(join(root, path), mode);
    },
    link: (path, target) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
    },
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    init: (now = TEST_NOW) => initBaseline(options, '{"db":"test"}\n', now),
    record: (now = TEST_NOW) =>
      self.with(async (workspace) => {
        const { tree, disk } = await diffWorkspace(workspace);
        return replaceBaseline(workspace, { tree, disk, now });
      }),
    changes: () => self.with(async (workspace) => (await diffWorkspace(workspace)).changes),
    status: async () => (await self.changes()).map(({ status, path }) => `${status} ${path}`),
    patch: (form = "patch") =>
      self.with(async (workspace) => {
        const { tree } = await diffWorkspace(workspace);
        const reader = patchReader();
        const pieces = [];
        for await (const chunk of diffTrees(workspace, workspace.baseline, tree, form)) {
          pieces.push(...reader.push(chunk));
        }
        return Buffer.concat([...pieces, ...reader.end()].map(({ bytes }) => bytes));
      }),
    with: async (use) => {
      const workspace = await openWorkspace(options);
      try {
        return await use(workspace);
      } finally {
        closeWorkspace(workspace);
      }
    },
    git: (args, extra) => runGitAsPerson(root, args, extra),
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
  return self;
}

/** stdout of a git call; throws with its stderr when it fails. */
export function runGitAsPerson(cwd: string, args: readonly string[], env?: Record<string, string>): string {
  const result = spawnSync("git", args, { cwd, env: { ...PERSON, ...env }, maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}${result.stdout}`);
  return result.stdout.toString("utf8");
}

/** Everything under a folder but what is named `.git`: path to kind, execute bit and content. */
export function treeOf(folder: string, inner: Buffer = Buffer.alloc(0)): Map<string, string> {
  const tree = new Map<string, string>();
  const here = Buffer.concat([Buffer.from(`${folder}/`), inner]);
  for (const name of readdirSync(here, "latin1").map((each) => Buffer.from(each, "latin1"))) {
    if (name.toString().toLowerCase() === ".git") continue;
    const path = inner.length === 0 ? name : Buffer.concat([inner, Buffer.from("/"), name]);
    const whole = Buffer.concat([Buffer.from(`${folder}/`), path]);
    const found = lstatSync(whole);
    if (found.isDirectory()) for (const [key, value] of treeOf(folder, path)) tree.set(key, value);
    else if (found.isSymbolicLink())
      tree.set(decodePath(path), `link ${readlinkSync(whole, "buffer").toString("hex")}`);
    else if (found.isFile()) {
      const mode = (found.mode & 0o100) === 0 ? "file" : "program";
      tree.set(decodePath(path), `${mode} ${readFileSync(whole).toString("hex")}`);
    }
  }
  return tree;
}
