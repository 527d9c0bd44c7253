import { join } from "node:path";
import type { InputsRecord } from "../../../core/consolidate/inputs-record.ts";
import { ownText } from "../../fs/own-file.ts";
import { writeAtomically } from "../../fs/write-atomically.ts";
import { OWN_PREFIX } from "../tree/known-files.ts";

const FILE = `${OWN_PREFIX}inputs`;
const LINE = /^([0-9a-f]{64}) ([0-9a-f]{64})\n$/;

/** What was rendered for this root last; undefined when that is not known: it is only a help. */
export function readInputsRecord(gitDir: string): InputsRecord | undefined {
  const [, key, digest] = LINE.exec(ownText(join(gitDir, FILE)) ?? "") ?? [];
  return key === undefined || digest === undefined ? undefined : { key, digest };
}

/** Remembers what was rendered, so that the next run with the same selection need not read a text. */
export function keepInputsRecord(gitDir: string, { key, digest }: InputsRecord): void {
  writeAtomically("git.update_index", join(gitDir, FILE), `${key} ${digest}\n`);
}
