import { expect, test } from "bun:test";
import fc from "fast-check";
import { decideOwnership, type ProtectedFolders, type RootFacts } from "../../../lib/core/root/check-ownership.ts";

const PROTECT: ProtectedFolders = {
  home: "/home/dev/.memories",
  codexHome: "/home/dev/.codex",
  userHomes: ["/home/dev"],
};
const FREE: RootFacts = {
  path: "/srv/memory",
  kind: "folder",
  names: [],
  git: "absent",
  markedDb: undefined,
  isCodexMemory: false,
};
const judge = (facts: Partial<RootFacts>) => decideOwnership({ ...FREE, ...facts }, PROTECT, "db-1");

test("an absent, an empty, and a folder with nothing but hand-written memories become ours", () => {
  expect(judge({ kind: "absent" }).kind).toBe("free");
  expect(judge({}).kind).toBe("free");
  expect(judge({ names: ["MEMORY.md", "extensions", "memory_summary.md", "skills"] }).kind).toBe("free");
});

test("a root with our baseline that names this DB is ours, whatever else lies in it", () => {
  expect(judge({ git: "ours", markedDb: "db-1", names: ["raw_memories.md", "notes.txt"] }).kind).toBe("ours");
});

test("other databases, repositories and folders with other files are refused, and can be adopted", () => {
  for (const facts of [
    { git: "ours", markedDb: "db-2" },
    { git: "ours", markedDb: undefined },
    { git: "foreign", markedDb: "db-1" },
    { names: ["MEMORY.md", "taxes.ods"] },
    { names: ["raw_memories.md"] },
    { names: ["memory.md"] },
  ] as const) {
    expect(judge(facts)).toMatchObject({ kind: "refused", adoptable: true });
  }
});

test("where a Codex in use has its own memories nothing is taken over, and what helps instead is named", () => {
  for (const facts of [
    { names: ["raw_memories.md"] },
    { names: ["MEMORY.md", "memory_summary.md"] },
    { git: "foreign" },
    { git: "ours", markedDb: "db-2" },
  ] as const) {
    const decision = judge({ ...facts, path: "/home/dev/.codex/memories", isCodexMemory: true });
    expect(decision).toMatchObject({ kind: "refused", adoptable: false });
    expect(JSON.stringify(decision)).toMatch(/memories link codex.*memories import codex/);
  }
  expect(judge({ isCodexMemory: true, git: "ours", markedDb: "db-1" }).kind).toBe("ours");
  expect(judge({ isCodexMemory: true }).kind).toBe("free");
});

test("the file system's root, the user's home, and what is or holds a home are refused for good", () => {
  for (const path of ["/", "/home", "/home/dev", "/home/dev/.memories", "/home/dev/.codex"]) {
    expect(judge({ path, kind: "absent" })).toMatchObject({ kind: "refused", adoptable: false });
  }
});

test("folders beside and inside the homes are allowed, but not the working folders", () => {
  for (const path of [
    "/home/dev/.memories/memories",
    "/home/dev/.codex/memories",
    "/home/dev/.memories2",
    "/home/de",
  ]) {
    expect(judge({ path }).kind).toBe("free");
  }
  for (const name of ["staging", "runs", "rejected/x", "adopted", "logs"]) {
    expect(judge({ path: `/home/dev/.memories/${name}` })).toMatchObject({ kind: "refused", adoptable: false });
  }
});

test("a file in the place of the root is refused, also with adoption", () => {
  expect(judge({ kind: "not_a_folder" })).toMatchObject({ kind: "refused", adoptable: false });
});

test("no ancestor of a home is ever accepted", () => {
  const segment = fc.stringMatching(/^[a-z.]{1,4}$/).filter((name) => name !== "." && name !== "..");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.nat(5), (segments, cut) => {
      const home = `/${segments.join("/")}`;
      const path = `/${segments.slice(0, cut).join("/")}`;
      const decision = decideOwnership({ ...FREE, path }, { home, codexHome: "/elsewhere/x", userHomes: [] }, "db");
      expect(decision).toMatchObject({ kind: "refused", adoptable: false });
    }),
  );
});
