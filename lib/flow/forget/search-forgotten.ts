import { linesWith } from "../../core/forget/markers.ts";
import { isGitName } from "../../core/tree/listed-file.ts";
import { namesIn } from "../../edge/fs/names-in.ts";
import { textsUnder } from "../../edge/fs/texts-under.ts";
import { closeWorkspace, openWorkspace } from "../../edge/git/baseline/workspace.ts";
import { allBlobs } from "../../edge/git/tree/all-blobs.ts";
import { readBlobs } from "../../edge/git/tree/read-blobs.ts";
import { copiesOfDatabase } from "../../edge/host/files-amiss.ts";
import { stagingFolder } from "../../edge/root/staging.ts";
import { mayHoldThreads } from "../../edge/state/copies/inspect-database.ts";
import { findInRows } from "../../edge/state/memory/find-in-rows.ts";
import { copiesHolding } from "../copies/renew-copies.ts";
import type { World } from "../world.ts";

/** What gives forgotten text away: lines of the text, and names of the session, which tombstones keep. */
export interface ForgottenMarks {
  readonly lines: readonly string[];
  readonly names: readonly string[];
}

/** Where forgotten text still stands: paths, `git object ID`, `table NAME`; copies in `adopted/` are a person's own. */
export interface StillThere {
  readonly ours: readonly string[];
  readonly adopted: readonly string[];
}

const HOME_FOLDERS = ["runs", "rejected", "quarantine", "logs", "staging"];
const ADOPTED = "adopted";

/** Searches the root with its repository, the working folders, the person's copies, the tables and every copy of the database. */
export async function searchForgotten(
  world: World,
  root: string,
  { lines, names }: ForgottenMarks,
): Promise<StillThere> {
  const { home } = world.paths;
  const markers = [...lines, ...names];
  const holding = (top: string, folder: string) =>
    textsUnder(top, folder)
      .filter(({ path, text }) => linesWith(text, markers).length > 0 || linesWith(path, markers).length > 0)
      .map(({ path }) => `${top}/${path}`);
  const inRoot = namesIn(root).flatMap((name) => (isGitName(name) ? [] : holding(root, name)));
  const inRepository = namesIn(`${root}/.git`)
    .filter((name) => name !== "objects")
    .flatMap((name) => holding(root, `.git/${name}`));
  const tables = await findInRows(await world.state(), (text) => linesWith(text, lines).length > 0);
  return {
    ours: [
      ...inRoot,
      ...inRepository,
      ...(await objectsHolding(world, root, markers)),
      ...HOME_FOLDERS.flatMap((name) => holding(home, name)),
      ...tables.map((name) => `table ${name} of the database`),
      ...(await databasesHolding(world, names)),
    ],
    adopted: holding(home, ADOPTED),
  };
}

/** Other databases beside ours that still hold something of the sessions: copies of the day, and what lies about. */
async function databasesHolding(world: World, names: readonly string[]): Promise<string[]> {
  const { home } = world.paths;
  const copies = (await copiesHolding(world, names)).map(({ path }) => path);
  const holding: string[] = [];
  for (const path of copiesOfDatabase(home)) if (await mayHoldThreads(path, names)) holding.push(path);
  return [...copies, ...holding];
}

async function objectsHolding(world: World, root: string, markers: readonly string[]): Promise<string[]> {
  if (!namesIn(root).includes(".git")) return [];
  const scratchIn = stagingFolder(world.paths.home);
  const workspace = await openWorkspace({ root, scratchIn, env: world.env, signal: world.signal });
  try {
    const found: string[] = [];
    for await (const { id, bytes } of readBlobs(workspace, await allBlobs(workspace))) {
      if (linesWith(Buffer.from(bytes).toString("utf8"), markers).length > 0) found.push(`git object ${id}`);
    }
    return found;
  } finally {
    closeWorkspace(workspace);
  }
}
