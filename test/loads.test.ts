import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TOP } from "./helpers/cli.ts";

/** Packages that take milliseconds to load: who does not call them does not wait for them. */
const SLOW = /^(zod$|ai$|@ai-sdk\/|@modelcontextprotocol\/)/;

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

/** What the entry loads, and every module that some module loads when it needs it. */
function loadedModules(): Set<string> {
  const loaded = new Set(["cli/run.ts"]);
  for (const entry of loaded) {
    for (const path of comesWith(entry)) {
      if (!isSource(path)) continue;
      for (const each of importsOf(path))
        if (each.kind === "dynamic-import" && isSource(each.path)) loaded.add(each.path);
    }
  }
  return loaded;
}

/** The packages that come along with a module. */
const packagesOf = (entry: string) =>
  [...comesWith(entry)].filter((name) => !isSource(name) && !/^node:|\.(md|sql|json)$/.test(name)).toSorted();

test("what asks the state DB, or finds nothing to consolidate, loads neither drizzle, nor the redactor, nor zod", () => {
  const asking = ["jobs", "status", "threads", "explain", "prune", "log", "consolidate"];
  const loaded = Object.fromEntries(asking.map((name) => [name, packagesOf(`lib/flow/${name}.ts`)]));
  expect(loaded).toEqual({
    jobs: [],
    status: [],
    threads: ["picomatch"],
    explain: [],
    prune: [],
    log: [],
    consolidate: [],
  });
});

test("the SDKs and the large zod come along with what calls them, and with nothing else", () => {
  const slow: Record<string, string[]> = {};
  for (const entry of loadedModules()) {
    const packages = [...comesWith(entry)]
      .filter((name) => SLOW.test(name))
      .map((name) => name.replace(/\/sdk\/.*/, ""));
    if (packages.length > 0) slow[entry] = [...new Set(packages)].toSorted();
  }
  expect(slow).toEqual({
    "lib/edge/agent/tool-agent.ts": ["ai"],
    "lib/flow/ask-for-memory.ts": ["ai", "zod"],
    "lib/flow/extract/show-input.ts": ["zod"],
    "lib/flow/read/mcp.ts": ["@modelcontextprotocol", "zod"],
    "lib/flow/read/mcp-tools.ts": ["zod"],
    "lib/flow/model/open-run-model.ts": ["@ai-sdk/openai", "ai", "zod"],
  });
  expect(loadedModules().size).toBeGreaterThan(40);
});
