import { MemoriesError } from "../../core/errors.ts";
import { ioFailure } from "../../core/io-failure.ts";
import { CODEX_MEMORY_FOLDERS, type CodexMemoryForm, type CodexVersion } from "../../core/link/codex-version.ts";
import { planLink } from "../../core/link/plan-link.ts";
import { fileTime } from "../../core/text/time.ts";
import * as places from "../../edge/link/link-place.ts";
import { readLinkRecord, removeLinkRecord, storeLinkRecord } from "../../edge/link/link-record.ts";
import { makeBackup } from "../../edge/root/backup.ts";
import { canonicalPath } from "../../edge/root/canonical.ts";
import { makeRoot } from "../../edge/root/make-root.ts";
import { checkRootOwnership } from "../root/ownership.ts";
import { rootRefused } from "../root/root-refused.ts";
import type { World } from "../world.ts";
import { findCodexVersion } from "./codex-version.ts";

/** What was done with the link. Paths are absolute, null where there is none. */
export interface LinkReport {
  readonly status: "linked" | "already_linked" | "removed" | "not_linked";
  readonly path: string;
  readonly root: string;
  /** Where what was there before lies now. */
  readonly moved_to: string | null;
  /** From where what was there before was put back. */
  readonly restored_from: string | null;
  readonly codex_version: string | null;
  readonly version_from: CodexVersion["from"] | null;
}

const AGENT = "codex";

/**
 * Makes Codex a reader of the memory root: a link in place of its own memory folder, of the form that its configuration
 * names. Safe to repeat. Throws `root_refused`, `bad_input` for a Codex that would write through it, `io_failed`.
 */
export async function linkCodex(world: World, form: CodexMemoryForm): Promise<LinkReport> {
  // 1. Only a root of ours, or one that becomes ours, is shown to Codex.
  const { inspection, decision } = await checkRootOwnership(world);
  if (decision.kind === "refused") throw rootRefused({ inspection, decision });
  // 2. What stands in its place, and which Codex would read it.
  const path = `${world.paths.codexHome}/${CODEX_MEMORY_FOLDERS[form]}`;
  if (attempt(path, () => places.inspectPlace(world.paths.codexHome, inspection.path)) === "absent") {
    throw new MemoriesError("bad_input", `${path} is not linked: there is no ${world.paths.codexHome}`, {
      hint: "start Codex once, or name its home with --codex-home DIR",
    });
  }
  const version = await findCodexVersion(world);
  const realPath = attempt(path, () => places.realPlace(path));
  const place = places.inspectPlace(path, inspection.path);
  const plan = planLink({ place, path, root: inspection.path, realPath, version });
  if (plan.kind === "refuse") throw new MemoriesError("bad_input", `${path} is not linked: ${plan.reason}`, plan);
  const report = { path, root: inspection.path, restored_from: null, ...versionOf(version) };
  if (plan.kind === "leave") return { status: "already_linked", moved_to: null, ...report };
  // 3. What is there goes to the adopted folders, whole; then the link.
  return attempt(path, () => {
    if (inspection.kind === "absent") makeRoot(inspection.path);
    const kept = readLinkRecord(world.paths.home, AGENT);
    const time = fileTime(world.now);
    const adopted = plan.first === "move_aside" ? places.freeAdoptedPath(world.paths.home, time) : null;
    storeLinkRecord(world.paths.home, AGENT, { path, adopted: adopted ?? (kept?.path === path ? kept.adopted : null) });
    if (adopted !== null && places.moveEntry(path, adopted) === "other_file_system") {
      storeLinkRecord(world.paths.home, AGENT, { path, adopted: copyAside(path, world.paths.home, time) });
    }
    places.makeLink(path, inspection.path);
    return { status: "linked", moved_to: readLinkRecord(world.paths.home, AGENT)?.adopted ?? null, ...report };
  });
}

/** Takes the link away and puts back what was there before it. Anything but our link is left alone. */
export function unlinkCodex(world: World, form: CodexMemoryForm): LinkReport {
  const { home, codexHome } = world.paths;
  const root = canonicalPath(world.paths.root);
  const record = readLinkRecord(home, AGENT);
  const path = record?.path ?? `${codexHome}/${CODEX_MEMORY_FOLDERS[form]}`;
  const report = { path, root, moved_to: null, codex_version: null, version_from: null };
  return attempt(path, () => {
    const place = places.inspectPlace(path, root);
    if (place === "something" || (place === "absent" && record === undefined)) {
      return { status: "not_linked", restored_from: null, ...report };
    }
    if (place === "ours") places.removeLink(path);
    const adopted = record?.adopted ?? null;
    const restored = adopted === null ? "nothing" : putBack(adopted, path, world);
    removeLinkRecord(home, AGENT);
    return { status: "removed", restored_from: restored === "put_back" ? adopted : null, ...report };
  });
}

function putBack(adopted: string, path: string, world: World): "put_back" | "left" {
  const isThere = places.inspectPlace(adopted, path) !== "absent";
  if (isThere && places.moveEntry(adopted, path) === "moved") return "put_back";
  const where = isThere ? `stays in ${adopted}, on another file system` : `is no longer in ${adopted}`;
  world.log.warn(`what was at ${path} before ${where}`);
  return "left";
}

/** Where what was copied lies. */
function copyAside(path: string, home: string, time: string): string {
  const { folder } = makeBackup(path, home, time);
  places.removeCopied(path);
  return folder;
}

function versionOf(version: CodexVersion | undefined) {
  return { codex_version: version?.version ?? null, version_from: version?.from ?? null };
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw ioFailure(`the link ${path} cannot be worked on`, thrown);
  }
}
