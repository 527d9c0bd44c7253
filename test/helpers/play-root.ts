import { type GitRoot, gitRoot } from "./git-root.ts";
import { TEST_NOW } from "./moment.ts";

/** Files on which line endings, filters, keywords and ignore rules would show. */
export const BEFORE = {
  "MEMORY.md": "one\r\ntwo\n",
  "data.bin": "\0\x01",
  "ignored.log": "log\n",
  "$Id$.md": "$Id$\n",
};
const AFTER = {
  "MEMORY.md": "one\r\nzwei\r\n",
  "ignored.log": "log more \n",
  "new.log": "new\n",
  "$Id$.md": "$Id: x$\n",
};
/** What a disturbance may put among the memories; left out of what is compared. */
const DISTURBERS = new Set([".gitattributes", ".gitignore", "sub/.gitattributes"]);

export function putAll(on: GitRoot, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) on.write(path, content);
}

/** All that can be seen of a root's baseline and changes while it is recorded, changed, compared and recorded. */
export async function play(on: GitRoot, disturb: (on: GitRoot) => void = () => undefined): Promise<object> {
  await on.init();
  putAll(on, BEFORE);
  await on.record();
  disturb(on);
  await on.record(TEST_NOW + 1);
  disturb(on);
  const same = undisturbed(await on.status());
  putAll(on, AFTER);
  on.remove("data.bin");
  disturb(on);
  const changes = undisturbed(await on.status());
  const patch = withoutSections((await on.patch()).toString("latin1"));
  for (const path of DISTURBERS) on.remove(path);
  const last = await on.record(TEST_NOW + 2);
  return { same, changes, patch, last, tree: on.git(["ls-tree", "-r", "main"]) };
}

let calmPlay: Promise<object> | undefined;

/** The same in a root that nothing disturbs; played once, since it is always the same. */
export function playUndisturbed(): Promise<object> {
  calmPlay ??= playCalm();
  return calmPlay;
}

async function playCalm(): Promise<object> {
  const calm = gitRoot();
  try {
    return await play(calm);
  } finally {
    calm.dispose();
  }
}

function undisturbed(lines: readonly string[]): string[] {
  return lines.filter((line) => !DISTURBERS.has(line.slice(2)));
}

function withoutSections(patch: string): string {
  const isOurs = (section: string) => ![...DISTURBERS].some((path) => section.startsWith(`diff --git a/${path} `));
  return patch
    .split(/(?=^diff --git )/m)
    .filter(isOurs)
    .join("");
}
