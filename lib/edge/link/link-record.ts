import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fault } from "../../core/fault.ts";
import { readJson } from "../../core/text/read-json.ts";
import { ownText } from "../fs/own-file.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

const LINK_RECORD = z.object({ path: z.string(), adopted: z.nullable(z.string()) });

/** A link that was made, so that it can be undone: where it stands, and where what stood there before lies now. */
export type LinkRecord = Readonly<z.infer<typeof LINK_RECORD>>;

/** The link that was made for an agent; undefined where none is recorded. */
export function readLinkRecord(home: string, agent: string): LinkRecord | undefined {
  return readJson(ownText(fileOf(home, agent)) ?? "", LINK_RECORD);
}

/** Records a link before it is made. */
export function storeLinkRecord(home: string, agent: string, { path, adopted }: LinkRecord): void {
  fault("folder.mkdir", home);
  mkdirSync(join(home, "links"), { recursive: true, mode: 0o700 });
  writeAtomically("folder.write", fileOf(home, agent), `${JSON.stringify({ path, adopted }, null, 2)}\n`);
}

/** Forgets a link that was undone. */
export function removeLinkRecord(home: string, agent: string): void {
  fault("folder.delete", fileOf(home, agent));
  rmSync(fileOf(home, agent), { force: true });
}

function fileOf(home: string, agent: string): string {
  return join(home, "links", `${agent}.json`);
}
