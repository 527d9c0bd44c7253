import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const WALL_LINES = 250;
/** What core may import beside itself: packages and built-ins that do no I/O. */
const PURE_PACKAGES = [
  "zod",
  "diff",
  "acorn",
  "unbash",
  "picomatch",
  "tinyld/light",
  "any-ascii",
  "@secretlint/",
  "node:path",
  "node:crypto",
  "node:buffer",
  "node:string_decoder",
];
const IMPURE = ["Date.now(", "new Date()", "Math.random(", "process.", "Bun.", "console."];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = ["cli", "lib"]
  .flatMap((top) => readdirSync(join(ROOT, top), { recursive: true, encoding: "utf8" }).map((name) => join(top, name)))
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
  .map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, imports: importsOf(path, text) };
  });

/** Local imports as paths from the top, packages as they are named. Type-only ones count: they are ties too. */
function importsOf(path: string, text: string): string[] {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const statements = [
    ...bare.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"/gm),
    ...bare.matchAll(/\bimport\(\s*"([^"]+)"/g),
  ];
  const named = statements.map((match) => match[1] ?? "");
  return named.map((name) => (name.startsWith(".") ? relative(ROOT, join(ROOT, dirname(path), name)) : name));
}

const isLocal = (name: string) => /^(cli|lib|templates|package\.json|test|fixtures|scripts)/.test(name);
const layerOf = (path: string) => (path.startsWith("lib/") ? (path.split("/")[1] ?? "") : "cli");
const roomOf = (path: string) => path.split("/").slice(0, 3).join("/");

function complaints(rule: (source: Source, name: string) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter((name) => rule(source, name)).map((name) => `${source.path} imports ${name}`),
  );
}

test("there are sources to judge in every layer", () => {
  for (const layer of ["cli", "core", "edge", "flow"]) {
    expect(sources.filter(({ path }) => layerOf(path) === layer).length).toBeGreaterThan(3);
  }
});

test("imports point inwards: core to core, edge to core, flow to both, cli to flow", () => {
  const allowed: Record<string, readonly string[]> = {
    core: ["core"],
    edge: ["core", "edge"],
    flow: ["core", "edge", "flow"],
    cli: ["core", "flow", "cli"],
  };
  const wrong = complaints(({ path }, name) => {
    if (!isLocal(name) || name.startsWith("templates") || name === "package.json") return false;
    if (path === "cli/world.ts" && layerOf(name) === "edge") return false;
    return !allowed[layerOf(path)]?.includes(layerOf(name));
  });
  expect(wrong).toEqual([]);
});

/** The ground floor: what every edge room may import. */
const GROUND_FLOOR = ["lib/edge/fs", "lib/edge/process"];

test("edge folders do not import each other, but for the ground floor", () => {
  const wrong = complaints(({ path }, name) => {
    if (layerOf(path) !== "edge" || !name.startsWith("lib/edge") || roomOf(path) === roomOf(name)) return false;
    return !GROUND_FLOOR.includes(roomOf(name));
  });
  expect(wrong).toEqual([]);
});

test("core imports only packages that do no I/O, flow imports no package at all", () => {
  const wrong = complaints(({ path }, name) => {
    if (isLocal(name)) return false;
    if (layerOf(path) === "core") return !PURE_PACKAGES.some((pure) => name === pure || name.startsWith(pure));
    return layerOf(path) === "flow";
  });
  expect(wrong).toEqual([]);
});

test("nothing imports test or fixtures", () => {
  expect(complaints((_, name) => /^(test|fixtures|scripts)\//.test(name))).toEqual([]);
});

test("core knows no clock, no chance, no process", () => {
  const wrong = sources
    .filter(({ path }) => layerOf(path) === "core")
    .flatMap(({ path, text }) => IMPURE.filter((word) => code(text).includes(word)).map((word) => `${path}: ${word}`));
  expect(wrong).toEqual([]);
});

/** What every story stands on, open to all of them. */
const SHARED_ROOMS = ["cost", "index", "lease", "model", "root", "sessions", "settings"].map(
  (name) => `lib/flow/${name}`,
);

/**
 * The doors of a room of stories beside its namesake: what a command enters, and what a story made of others takes of
 * them. Everything else in the room is a part, and its own.
 */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  "lib/flow/citations": ["count-citations", "judge-citations", "memory-ids", "rollouts"],
  "lib/flow/consolidate": ["report"],
  "lib/flow/copies": ["keep-daily-copy", "renew-copies", "restore"],
  "lib/flow/export": ["export-v2"],
  "lib/flow/extract": ["dry-run", "plan", "report", "show-input"],
  "lib/flow/golden": ["check-golden"],
  "lib/flow/import": ["import-codex"],
  "lib/flow/read": ["hook-instructions", "instructions", "mcp", "note", "redact"],
  "lib/flow/run": ["detached-run", "dry-run", "prune", "read-hook"],
  "lib/flow/setup": ["write-templates"],
  "lib/flow/status": ["doctor", "explain", "jobs", "mend-values", "other-machines", "show", "threads", "unread-agents"],
  "lib/flow/usage": ["classify", "scan"],
};

const isStoryRoom = (room: string) => /^lib\/flow\/[^/.]+$/.test(room) && !SHARED_ROOMS.includes(room);
const doorsOf = (room: string) =>
  [room.split("/").at(-1) ?? "", ...(DOORS[room] ?? [])].map((name) => `${room}/${name}.ts`);
/** Imports of a file in a room of stories by a file outside of it. */
const visits = sources.flatMap(({ path, imports }) =>
  imports.flatMap((name) => (isStoryRoom(roomOf(name)) && roomOf(path) !== roomOf(name) ? [{ path, name }] : [])),
);

test("nobody imports a part of another story's room, only its namesake and its doors, each of which is used", () => {
  const wrong = visits.filter(({ name }) => !doorsOf(roomOf(name)).includes(name));
  expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
  const entered = new Set(visits.map(({ name }) => name));
  const shut = Object.entries(DOORS).flatMap(([room, names]) => names.map((name) => `${room}/${name}.ts`));
  expect(shut.filter((door) => !entered.has(door))).toEqual([]);
});

/** What a folder holds at most; a list that grows with the commands is read by its names. */
const FOLDER_FILES = 20;
const LISTS = ["cli/commands", "cli/print"];

test(`no folder holds more than ${FOLDER_FILES} files, and each is named in kebab-case`, () => {
  const folders = Map.groupBy(sources, ({ path }) => dirname(path));
  const crowded = [...folders].filter(([folder, files]) => !LISTS.includes(folder) && files.length > FOLDER_FILES);
  expect(crowded.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
  expect(sources.filter(({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path)))).toEqual([]);
});

/** The code without comments and string contents, in which such words may stand. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/^\s*\/\/.*$/gm, "");
}

test(`no source file passes ${WALL_LINES} lines`, () => {
  const long = sources.filter(({ text }) => text.split("\n").length - 1 > WALL_LINES).map(({ path }) => path);
  expect(long).toEqual([]);
});

test("no import cycle", () => {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports.map((name) => normalize(name))]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

test("no source exports by default or names a room of leftovers", () => {
  expect(sources.filter(({ text }) => /^export default/m.test(text)).map(({ path }) => path)).toEqual([]);
  expect(sources.filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(path))).toEqual([]);
});

test("each module of the offline extractor that does something has a test file of its name", () => {
  const room = "lib/core/offline/extract/";
  const modules = sources.filter(
    ({ path, text }) => path.startsWith(room) && /^export (?:async )?(?:function|const|class)/m.test(text),
  );
  expect(modules.length).toBeGreaterThan(15);
  const testOf = (path: string) => path.replace(/^lib\//, "test/").replace(/\.ts$/, ".test.ts");
  expect(modules.filter(({ path }) => !existsSync(join(ROOT, testOf(path)))).map(({ path }) => path)).toEqual([]);
});

const GUIDE = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

test("CONTRIBUTING says of ten tasks where to look, and each path that it names is there", () => {
  const [, table = ""] = GUIDE.split("## Where is …?");
  const rows = table.split("\n## ")[0]?.match(/^\| .* \| `[^`]+` \|$/gm) ?? [];
  expect(rows.length).toBe(10);
  const quoted = [...GUIDE.matchAll(/`((?:cli|lib|templates|fixtures|test|docs|scripts)\/[^`\s<>{}*]*)`/g)];
  const linked = [...GUIDE.matchAll(/\]\(([^)#:]+)\)/g)];
  const named = [...quoted, ...linked].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(30);
  // What `npm run bench` keeps is there once something was measured.
  expect(named.filter((path) => !path.startsWith("fixtures/bench/") && !existsSync(join(ROOT, path)))).toEqual([]);
});
