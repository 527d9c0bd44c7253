import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Sandbox, sandbox, TOP } from "../helpers/cli.ts";

let box: Sandbox;
let place: string;

beforeEach(() => use("fixtures/codex-0.171/native"));
afterEach(() => box.dispose());

function use(sessions: string): void {
  box = sandbox({ sessions: join(TOP, sessions), now: "2026-11-28T12:00:00Z" });
  place = join(box.codexHome, "memories");
}

/** A `codex` on PATH that says it is this version. */
function installed(version: string): { env: Record<string, string> } {
  const bin = join(box.dir, "codex-bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "codex"), `#!/bin/sh\necho codex-cli ${version}\n`, { mode: 0o755 });
  return { env: { PATH: `${bin}:${box.env.PATH}` } };
}

const leadsToRoot = (path = place) => lstatSync(path).isSymbolicLink() && realpathSync(path) === box.root;

test("link makes the link once, says by which version, and --remove takes it away", () => {
  expect(box.json(["link", "codex"])).toMatchObject({
    command: "link",
    status: "linked",
    path: place,
    root: box.root,
    moved_to: null,
    codex_version: "0.171.0",
    version_from: "the newest transcript",
  });
  expect(leadsToRoot()).toBe(true);
  expect(box.json(["link", "codex"])).toMatchObject({ status: "already_linked" });
  expect(box.json(["link", "codex", "--remove"])).toMatchObject({ status: "removed", restored_from: null });
  expect(existsSync(place)).toBe(false);
  expect(existsSync(box.root)).toBe(true);
  expect(box.json(["link", "codex", "--remove"])).toMatchObject({ status: "not_linked" });
});

test("what was there is moved away whole, and comes back with --remove", () => {
  mkdirSync(join(place, "skills/a"), { recursive: true });
  writeFileSync(join(place, "skills/a/SKILL.md"), "theirs\n");
  const { moved_to } = box.json(["link", "codex"]) as { moved_to: string };
  expect(moved_to).toBe(join(box.home, "adopted/2026-11-28T12-00-00"));
  expect(readFileSync(join(moved_to, "skills/a/SKILL.md"), "utf8")).toBe("theirs\n");
  expect(leadsToRoot()).toBe(true);
  expect(box.json(["link", "codex", "--remove"])).toMatchObject({ status: "removed", restored_from: moved_to });
  expect(readFileSync(join(place, "skills/a/SKILL.md"), "utf8")).toBe("theirs\n");
  expect(readdirSync(join(box.home, "adopted"))).toEqual([]);
});

test("a link that leads elsewhere is moved away as a link, and never followed", () => {
  const elsewhere = join(box.dir, "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, place);
  expect(box.json(["link", "codex", "--remove"])).toMatchObject({ status: "not_linked" });
  const { moved_to } = box.json(["link", "codex"]) as { moved_to: string };
  expect([lstatSync(moved_to).isSymbolicLink(), leadsToRoot()]).toEqual([true, true]);
  box.json(["link", "codex", "--remove"]);
  expect(realpathSync(place)).toBe(elsewhere);
});

test("the second form of Codex's memories has a folder of its own", () => {
  writeFileSync(join(box.codexHome, "config.toml"), '[memories]\nversion = "v2"\n');
  box.json(["link", "codex"]);
  expect(leadsToRoot(join(box.codexHome, "memories_v2"))).toBe(true);
  expect(existsSync(place)).toBe(false);
});

test("a Codex that would write through the link is refused, and nothing is changed", () => {
  const refused = box.run(["link", "codex"], installed("0.168.2"));
  expect(refused).toMatchObject({ exit: 2, stdout: "" });
  expect(refused.stderr).toContain("Codex 0.168.2 (codex --version) writes through a link");
  expect([existsSync(place), existsSync(box.home)]).toEqual([false, false]);
  box.dispose();
  use("fixtures/reference/home");
  expect(box.run(["link", "codex"]).stderr).toContain("Codex 0.130.0 (the newest transcript)");
  expect(box.run(["link", "codex"], installed("0.169.0")).exit).toBe(0);
});

test("a Codex of which nothing is known is refused", () => {
  box.dispose();
  use("fixtures/golden/read");
  expect(box.run(["link", "codex"])).toMatchObject({ exit: 2 });
  expect(box.run(["link", "codex"]).stderr).toContain("cannot be told");
  const nowhere = box.run(["link", "codex", "--codex-home", "/no/such/home"], installed("0.171.0"));
  expect(nowhere).toMatchObject({ exit: 2, stderr: expect.stringContaining("there is no /no/such/home\n") });
});

test("other agents, a root that is not ours and a root in the link's place are refused", () => {
  expect(box.run(["link", "pi"]).exit).toBe(2);
  const foreign = join(box.dir, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "taxes.ods"), "");
  expect(box.run(["link", "codex", "--root", foreign]).stderr).toContain("not a memory root of ours");
  expect(box.run(["link", "codex", "--root", place]).stderr).toContain("is the memory root itself");
});

test("a live memory folder of Codex is not adopted; link and import are named instead", () => {
  mkdirSync(place);
  writeFileSync(join(place, "raw_memories.md"), "theirs\n");
  const refused = box.run(["consolidate", "--offline", "--adopt", "--root", place]);
  expect(refused.exit).toBe(2);
  expect(refused.stderr).toMatch(/memories link codex.*memories import codex/);
  expect(readdirSync(place)).toEqual(["raw_memories.md"]);
});
