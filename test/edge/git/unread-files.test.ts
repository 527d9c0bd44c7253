import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";

let root: GitRoot;
beforeEach(() => {
  root = gitRoot();
});
afterEach(() => root.dispose());

describe("what was not written again is not read again, and what was is", () => {
  test("a file of the same size and an old time is still seen as changed", async () => {
    await root.init();
    root.write("MEMORY.md", "before");
    utimesSync(join(root.root, "MEMORY.md"), 1_000, 1_000);
    await root.record();
    root.write("MEMORY.md", "after!");
    utimesSync(join(root.root, "MEMORY.md"), 1_000, 1_000);
    expect(await root.status()).toEqual(["M MEMORY.md"]);
  });

  test("thirty writes in a row, each right after the look before, are all seen", async () => {
    await root.init();
    for (let round = 0; round < 30; round += 1) {
      root.write("MEMORY.md", `round ${round % 10}\n`);
      expect(await root.status()).toEqual([round === 0 ? "A MEMORY.md" : "M MEMORY.md"]);
      if (round % 3 === 0) root.write("MEMORY.md", `ROUND ${round % 10}\n`);
      await root.record();
    }
  });

  test("a file that was only touched is no change", async () => {
    await root.init();
    root.write("MEMORY.md", "same");
    await root.record();
    utimesSync(join(root.root, "MEMORY.md"), 5_000, 5_000);
    expect(await root.status()).toEqual([]);
    expect(existsSync(root.options.scratchIn)).toBe(true);
    expect(readdirSync(root.options.scratchIn)).toEqual([]);
  });

  test("a damaged or missing cache changes nothing but the time it takes", async () => {
    await root.init();
    root.write("MEMORY.md", "one");
    root.write("latin1.txt", Buffer.from("caf\xe9\n", "latin1"));
    await root.record();
    const cache = join(root.root, ".git/memories-cache");
    for (const text of [
      "",
      "{",
      "[]",
      '{"version":1,"commit":"x","rows":[[1]]}',
      readFileSync(cache, "utf8").slice(5),
    ]) {
      writeFileSync(cache, text);
      expect(await root.status()).toEqual([]);
    }
    root.write("latin1.txt", Buffer.from("th\xe9\n", "latin1"));
    expect((await root.patch()).toString()).toContain("GIT binary patch");
  });
});
