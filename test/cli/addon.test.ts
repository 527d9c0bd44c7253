/** The native code that the binary unpacks into its home: only its own bytes are loaded, and only from a place of this user's. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

let place: Sandbox;
let addon = "";
let whole: Buffer;
beforeEach(() => {
  place = sandbox({ program: [binary()] });
  place.run(["status"]);
  const cache = join(place.home, "cache");
  addon = join(cache, readdirSync(cache).find((name) => name.endsWith(".node")) ?? "");
  whole = readFileSync(addon);
});
afterEach(() => place.dispose());

/** The command works, and what lies in the cache afterwards is the addon, whole and private. */
function expectMended(): void {
  expect(place.run(["status"])).toMatchObject({ exit: 0, stderr: "" });
  expect(lstatSync(addon).isFile()).toBe(true);
  expect(statSync(addon).mode & 0o777).toBe(0o600);
  expect(statSync(addon).uid).toBe(process.getuid?.() ?? -1);
  expect(readFileSync(addon).equals(whole)).toBe(true);
  expect(lstatSync(join(place.home, "cache")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(place.home, "cache")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
}

/** A library that says so when it is loaded, as large as the addon; undefined without a compiler. */
function planted(): { file: string; mark: string } | undefined {
  const cc = Bun.which("cc");
  if (cc === null) return undefined;
  const [source, file, mark] = ["c", "so", "mark"].map((end) => join(place.dir, `planted.${end}`)) as [
    string,
    string,
    string,
  ];
  writeFileSync(
    source,
    `#include <fcntl.h>\n__attribute__((constructor)) static void run(void) { open(${JSON.stringify(mark)}, O_CREAT | O_WRONLY, 0600); }\n`,
  );
  const { status } = spawnSync(cc, ["-shared", "-fPIC", "-o", file, source]);
  if (status !== 0) return undefined;
  truncateSync(file, whole.length);
  return { file, mark };
}

test("an addon that is torn, emptied, changed in one byte or replaced is written anew", () => {
  const changes: (() => void)[] = [
    () => truncateSync(addon, whole.length / 2),
    () => truncateSync(addon, 0),
    () => {
      const { atime, mtime } = statSync(addon);
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(5_000_000) ^ 1, 5_000_000);
      writeFileSync(addon, changed);
      // Its size and time are as they were.
      utimesSync(addon, atime, mtime);
    },
    () => {
      const other = join(place.dir, "other.node");
      copyFileSync(addon, other);
      truncateSync(other, whole.length - 1);
      renameSync(other, addon);
    },
    () => {
      rmSync(addon);
      mkdirSync(addon);
    },
    () => {
      rmSync(addon);
      symlinkSync(binary(), addon);
    },
    () => rmSync(addon),
  ];
  for (const change of changes) {
    change();
    expectMended();
  }
});

test("an addon that others may write, or that is another user's, is written anew; so is one in a folder that others may write", () => {
  chmodSync(addon, 0o666);
  expectMended();
  chmodSync(join(place.home, "cache"), 0o777);
  expectMended();
  // Only the superuser can give a file away.
  if (process.getuid?.() !== 0) return;
  chownSync(addon, 65_534, 65_534);
  expectMended();
});

test("a library that was put in the place of the addon is never loaded", () => {
  const library = planted();
  if (library === undefined) return;
  const { mode } = statSync(addon);
  copyFileSync(library.file, addon);
  chmodSync(addon, mode);
  expectMended();
  expect(statSync(library.mark, { throwIfNoEntry: false })).toBeUndefined();
});

test("an addon that nothing touched is left as it is", () => {
  const before = lstatSync(addon, { bigint: true }).ctimeNs;
  place.run(["status"]);
  expect(lstatSync(addon, { bigint: true }).ctimeNs).toBe(before);
});
