import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import { type Exchange, parseExchange } from "../../../core/model/exchange.ts";

/** Makes a folder ready for recording. Throws `bad_input` when it cannot be written. */
export function prepareRecordFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const probe = join(dir, `.probe-${process.pid}`);
    writeFileSync(probe, "", { mode: 0o600 });
    rmSync(probe);
  } catch (thrown) {
    throw new MemoriesError("bad_input", `cannot record into ${dir}: ${reasonOf(thrown)}`, {
      hint: "give a folder you can write with --record DIR",
    });
  }
}

/** Puts a recording into place whole; an older one of the same name is replaced. */
export function writeExchangeFile(dir: string, name: string, text: string): void {
  const path = join(dir, name);
  const draft = `${path}.${process.pid}.tmp`;
  fault("record.write", path);
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw new MemoriesError("io_failed", `cannot record into ${dir}: ${reasonOf(thrown)}`);
  }
}

/** The recording of that name; undefined when there is none. Throws `bad_input` for a file that is not one. */
export function readExchangeFile(dir: string, name: string): Exchange | undefined {
  const path = join(dir, name);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
    throw new MemoriesError("bad_input", `cannot read the recording ${path}: ${reasonOf(thrown)}`);
  }
  const exchange = parseExchange(text);
  if (exchange === undefined) throw new MemoriesError("bad_input", `${path} is not a recorded exchange`);
  return exchange;
}

/** Names of the recordings in a folder, sorted. Throws `bad_input` when it is not a readable folder. */
export function listExchangeFiles(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => /^[0-9a-f]+(\.\d+)?\.json$/.test(name))
      .toSorted();
  } catch (thrown) {
    throw new MemoriesError("bad_input", `cannot replay from ${dir}: ${reasonOf(thrown)}`, {
      hint: "give the folder that --record wrote, as replay:DIR",
    });
  }
}
