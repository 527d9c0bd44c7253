import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TOP } from "./helpers/cli.ts";

const transpiler = new Bun.Transpiler({ loader: "ts" });
const read = new Map<string, ReturnType<typeof transpiler.scanImports>>();

/** What a module imports when it runs, types aside; local ones as paths from the top. */
function importsOf(path: string) {
  const imports =
    read.get(path) ??
    transpiler
      .scanImports(readFileSync(join(TOP, path), "utf8"))
      .map(({ kind, path: name }) => ({ kind, path: name.startsWith(".") ? join(dirname(path), name) : name }));
  read.set(path, imports);
  return imports;
}

const isSource = (name: string) => /^(cli|lib)\/.*\.ts$/.test(name);

/** Everything that comes along with a module, packages too. */
function comesWith(path: string, met = new Set<string>()): Set<string> {
  if (met.has(path)) return met;
  met.add(path);
  if (!isSource(path)) return met;
  for (const each of importsOf(path)) if (each.kind === "import-statement") comesWith(each.path, met);
  return met;
}

/** The modules of the commands, each loaded when it is asked for. */
function commandModules(): readonly string[] {
  return importsOf("cli/commands/index.ts").flatMap(({ kind, path }) => (kind === "dynamic-import" ? [path] : []));
}

/** The packages that come along with a module. */
const packagesOf = (entry: string) =>
  [...comesWith(entry)].filter((name) => !isSource(name) && !/^node:|\.(md|sql|json)$/.test(name)).toSorted();

/** The SDKs of models and of MCP: who speaks to neither does not wait for them. */
const SDKS = /^(ai$|@ai-sdk\/|@modelcontextprotocol\/)/;
/** What a pipe, such as `citations`, never needs. */
const DATABASE = /^(drizzle-orm|@libsql\/|libsql)/;

test("the start of the program loads no command, no database and no SDK", () => {
  const start = comesWith("cli/run.ts");
  expect([...start].filter((name) => name.startsWith("cli/commands/"))).toEqual(["cli/commands/index.ts"]);
  expect(packagesOf("cli/run.ts")).toEqual(["cac"]);
});

test("a command loads the SDKs only when it calls them", () => {
  const entries = [...commandModules()];
  expect(entries.length).toBeGreaterThan(20);
  for (const entry of entries)
    expect([entry, packagesOf(entry).filter((name) => SDKS.test(name))]).toEqual([entry, []]);
});

test("the pipes load no database driver", () => {
  for (const entry of ["cli/commands/redact/command.ts", "cli/commands/citations/command.ts"]) {
    expect([entry, packagesOf(entry).filter((name) => DATABASE.test(name))]).toEqual([entry, []]);
  }
});
