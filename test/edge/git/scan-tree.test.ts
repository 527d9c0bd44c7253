import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Scan } from "../../../lib/core/diff/scan.ts";
import { blobId } from "../../../lib/core/tree/blob-id.ts";
import { listFiles } from "../../../lib/edge/fs/list-files.ts";
import type { Workspace } from "../../../lib/edge/git/baseline/workspace.ts";
import { readBlobs, streamBlobs } from "../../../lib/edge/git/tree/read-blobs.ts";
import { beginScan, scanTree } from "../../../lib/edge/git/tree/scan-tree.ts";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";

let root: GitRoot;
beforeEach(async () => {
  root = gitRoot();
  await root.init();
});
afterEach(() => root.dispose());

const scan = (workspace: Workspace, dir = root.root, memo?: Scan) =>
  scanTree(workspace, dir, listFiles(dir).files, memo);

async function contentsOf(workspace: Workspace, ids: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { id, bytes } of readBlobs(workspace, ids)) {
    expect(id).toBe(blobId(bytes));
    found.push(Buffer.from(bytes).toString());
  }
  return found;
}

test("contents come back whole and in pieces, in the order asked, whatever their length", async () => {
  const lengths = [0, 1, 65_535, 3, 65_536, 0, 65_537, 300_000, 1];
  const texts = lengths.map((length, at) => `${at}\n`.repeat(length).slice(0, length));
  for (const [at, text] of texts.entries()) root.write(`file-${at}`, text);
  await root.with(async (workspace) => {
    const seen = await scan(workspace);
    const ids = texts.map((_, at) => seen.get(`file-${at}`)?.id ?? "");
    expect(await contentsOf(workspace, ids)).toEqual(texts);
    const pieces: { id: string; text: string }[] = [];
    let left = 0;
    for await (const piece of streamBlobs(workspace, ids)) {
      if (left === 0) pieces.push({ id: piece.id, text: "" });
      const last = pieces.at(-1);
      if (last === undefined) throw new Error("a piece of nothing");
      last.text += Buffer.from(piece.bytes).toString();
      left = piece.left;
      expect(last.text.length + left).toBe(piece.size);
    }
    expect(pieces).toEqual(texts.map((text, at) => ({ id: ids[at] ?? "", text })));
  });
});

test("what was scanned stays at hand, whatever happens to the files", async () => {
  root.write("MEMORY.md", "as it was");
  root.write("empty", "");
  root.link("link", "target");
  await root.with(async (workspace) => {
    const seen = await scan(workspace);
    root.write("MEMORY.md", "as it is");
    root.remove("link");
    const ids = ["MEMORY.md", "empty", "link"].map((path) => seen.get(path)?.id ?? "");
    expect(await contentsOf(workspace, ids)).toEqual(["as it was", "", "target"]);
    const again = await scan(workspace);
    expect(await contentsOf(workspace, [again.get("MEMORY.md")?.id ?? "", ids[0] ?? ""])).toEqual([
      "as it is",
      "as it was",
    ]);
  });
});

test("identities are git's own", async () => {
  root.write("MEMORY.md", "x\r\ny\n");
  root.write("odd\n\tname", "z");
  await root.with(async (workspace) => {
    const seen = await scan(workspace);
    for (const [path, { id }] of seen) {
      expect(id).toBe(execFileSync("git", ["hash-object", "--no-filters", path], { cwd: root.root }).toString().trim());
    }
  });
});

test("a copy of the root is scanned beside it, and files with known stamps are not read", async () => {
  root.write("MEMORY.md", "one");
  root.write("gone.md", "two");
  const copy = join(root.dir, "copy");
  mkdirSync(copy);
  for (const name of ["MEMORY.md", "gone.md"]) copyFileSync(join(root.root, name), join(copy, name));
  await root.with(async (workspace) => {
    const first = await scan(workspace, copy, new Map());
    writeFileSync(join(copy, "new.md"), "three");
    rmSync(join(copy, "gone.md"));
    const second = await scan(workspace, copy, first);
    expect([...second.keys()].toSorted()).toEqual(["MEMORY.md", "new.md"]);
    expect(second.get("MEMORY.md")).toBe(first.get("MEMORY.md") as never);
    expect(await contentsOf(workspace, [second.get("new.md")?.id ?? ""])).toEqual(["three"]);
  });
});

test("a memo whose contents no store has any more is not trusted", async () => {
  root.write("MEMORY.md", "one");
  let memo: Scan = new Map();
  await root.with(async (workspace) => {
    memo = await scan(workspace);
    expect(memo.get("MEMORY.md")?.stamp).toBeDefined();
  });
  await root.with(async (workspace) => {
    const seen = await scan(workspace, root.root, memo);
    expect(await contentsOf(workspace, [seen.get("MEMORY.md")?.id ?? ""])).toEqual(["one"]);
  });
});

test("a file too large to hold is hashed, stored and compared like any other", async () => {
  root.write("large.bin", "begin");
  truncateSync(join(root.root, "large.bin"), 70 * 1024 * 1024);
  await root.record();
  expect(root.git(["rev-parse", "main:large.bin"])).toBe(root.git(["hash-object", "large.bin"]));
  expect(await root.status()).toEqual([]);
  root.remove("large.bin");
  expect((await root.patch("line")).toString()).toContain("Binary files a/large.bin and /dev/null differ\n");
});

test("without changes neither git nor a scratch folder is used", async () => {
  root.write("MEMORY.md", "one");
  await root.record();
  rmSync(root.options.scratchIn, { recursive: true, force: true });
  const bin = join(root.dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "git"), `#!/bin/sh\ntouch '${root.dir}/used'\nexit 1\n`, { mode: 0o755 });
  const { openWorkspace, closeWorkspace } = await import("../../../lib/edge/git/baseline/workspace.ts");
  const workspace = await openWorkspace({ ...root.options, env: { PATH: bin } });
  expect((await scan(workspace)).get("MEMORY.md")).toBe(workspace.baseline.get("MEMORY.md") as never);
  closeWorkspace(workspace);
  expect(existsSync(join(root.dir, "used"))).toBe(false);
  expect(existsSync(root.options.scratchIn)).toBe(false);
});

test("a file whose time of change is set to the future is read once, like any other", async () => {
  root.write("MEMORY.md", "one");
  utimesSync(join(root.root, "MEMORY.md"), 4_000_000_000, 4_000_000_000);
  await root.record();
  await root.with(async (workspace) => {
    expect((await scan(workspace)).get("MEMORY.md")).toBe(workspace.baseline.get("MEMORY.md") as never);
    expect(workspace.memo.get("MEMORY.md")?.stamp).toBeDefined();
  });
});

test("a file that is written to all the time is taken as it was read, and never believed to stay so", async () => {
  root.write("log.md", "0".repeat(100_000));
  const program = `for (let n = 1; ; n = (n % 9) + 1) require("fs").writeFileSync("log.md", String(n).repeat(100_000))`;
  const writer = spawn(process.execPath, ["-e", program], { cwd: root.root, stdio: "ignore" });
  try {
    while (readFileSync(join(root.root, "log.md"), "utf8").startsWith("0")) await Bun.sleep(1);
    await root.with(async (workspace) => {
      const tree = await scan(workspace);
      const seen = tree.get("log.md");
      const [content = ""] = await contentsOf(workspace, [seen?.id ?? ""]);
      expect(content.length).toBe(seen?.size ?? -1);
      // The writer may have been held up for long enough to be taken for done; what it writes then must still show.
      writer.kill("SIGKILL");
      await once(writer, "exit");
      root.write("log.md", "last");
      expect((await scan(workspace, root.root, tree)).get("log.md")?.size).toBe(4);
    });
  } finally {
    writer.kill("SIGKILL");
  }
});

test("the root may have any name", async () => {
  for (const name of ["with space", 'quo"te', "co:lon", "new\nline", "back\\slash", "größe", "-dash"]) {
    const odd = gitRoot();
    const at = join(odd.dir, name);
    mkdirSync(at);
    const options = { ...odd.options, root: at, scratchIn: join(odd.dir, `${name}-staging`) };
    const { initBaseline } = await import("../../../lib/edge/git/baseline/init-baseline.ts");
    const { openWorkspace, closeWorkspace } = await import("../../../lib/edge/git/baseline/workspace.ts");
    const { replaceBaseline } = await import("../../../lib/edge/git/baseline/replace-baseline.ts");
    const { diffTrees } = await import("../../../lib/edge/git/patch/diff-trees.ts");
    await initBaseline(options, "{}", 1);
    writeFileSync(join(at, "a.md"), "one\n");
    let workspace = await openWorkspace(options);
    await replaceBaseline(workspace, { tree: await scan(workspace, at), now: 1 });
    closeWorkspace(workspace);
    writeFileSync(join(at, "a.md"), "two\n");
    workspace = await openWorkspace(options);
    let patch = "";
    const now = await scan(workspace, at);
    for await (const chunk of diffTrees(workspace, workspace.baseline, now, "patch")) patch += Buffer.from(chunk);
    closeWorkspace(workspace);
    expect(patch).toContain("-one\n+two\n");
    odd.dispose();
  }
});

test("a look that takes what it knows while it lists sees what one of the whole listing sees", async () => {
  let [still, all] = [0, 0];
  const changes: Record<string, (path: string) => void> = {
    edit: (path) => writeFileSync(path, "same size\n"),
    grow: (path) => writeFileSync(path, "another size\n"),
    chmod: (path) => chmodSync(path, 0o755),
    touch: (path) => utimesSync(path, 1, 1),
    remove: (path) => rmSync(path),
    link: (path) => {
      rmSync(path);
      symlinkSync("a", path);
    },
    folder: (path) => {
      rmSync(path);
      mkdirSync(path);
      writeFileSync(join(path, "within"), "x");
    },
    add: (path) => writeFileSync(`${path}.new`, "x"),
    nothing: () => undefined,
  };
  const step = fc.tuple(fc.constantFrom("a", "sub/b", "sub/c\u{fffd}"), fc.constantFrom(...Object.keys(changes)));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(step, { maxLength: 3, selector: ([path]) => path }), async (steps) => {
      rmSync(join(root.root, "sub"), { recursive: true, force: true });
      for (const path of ["a", "a.new"]) rmSync(join(root.root, path), { recursive: true, force: true });
      for (const path of ["a", "sub/b", "sub/c\u{fffd}"]) root.write(path, "some size\n");
      await root.with(async (workspace) => {
        const memo = await scan(workspace);
        for (const [path, change] of steps) changes[change]?.(join(root.root, path));
        const looking = beginScan(workspace, root.root, memo);
        const seen = await looking.finish(listFiles(root.root, looking.take).files);
        const whole = await scan(workspace, root.root, memo);
        expect(new Map([...seen].toSorted())).toEqual(new Map([...whole].toSorted()));
        expect(seen === memo).toBe(steps.every(([, change]) => change === "nothing"));
        if (seen === memo) still += 1;
        all += 1;
      });
    }),
    { numRuns: 60 },
  );
  expect(still).toBeGreaterThan(0);
  expect(still).toBeLessThan(all);
});
