/** What every command prints with `--json`, whole, as programs get it. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { COMMANDS } from "../../cli/commands/index.ts";
import { REPORTS } from "../../cli/reference/json-schemas.ts";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { expectGolden } from "../helpers/golden.ts";
import { TEST_NOW } from "../helpers/moment.ts";

const PNPM = "01a203bf-0c85";
const POSIX = "01a203bf-1699";

let place: Sandbox;
beforeAll(() => {
  place = sandbox({ program: [binary()] });
  mkdirSync(join(place.home, "config"), { recursive: true, mode: 0o700 });
});
afterAll(() => place.dispose());

/** Commands in the order of one person's first day; a file of the golden folder each, named after the first word. */
const DAY: readonly (readonly [name: string, args: readonly string[]])[] = [
  ["extract-dry-run", ["extract", "--dry-run", "--limit", "2"]],
  ["run-dry-run", ["run", "--dry-run", "--limit", "2"]],
  ["extract", ["extract", "--offline", "--limit", "2"]],
  ["consolidate-dry-run", ["consolidate", "--offline", "--dry-run"]],
  ["consolidate", ["consolidate", "--offline"]],
  ["run", ["run", "--offline", "--limit", "1"]],
  ["status", ["status"]],
  ["threads", ["threads"]],
  ["explain", ["explain", PNPM]],
  ["show", ["show", PNPM]],
  ["jobs", ["jobs"]],
  ["log", ["log"]],
  ["cost", ["cost"]],
  ["review", ["review"]],
  ["note", ["note", "Use tabs"]],
  ["diff", ["diff"]],
  ["edit", ["edit"]],
  ["prune", ["prune", "--dry-run"]],
  ["undo", ["undo", "--dry-run"]],
  ["instructions", ["instructions"]],
  ["usage-classify", ["usage", "classify", "cat", "memories/MEMORY.md"]],
  ["usage-scan", ["usage", "scan", ".codex/sessions"]],
  ["citations", ["citations", "answer.md"]],
  ["redact", ["redact", "secret.txt"]],
  ["path", ["path"]],
  ["templates", ["templates", "prompts"]],
  ["config", ["config"]],
  ["doctor", ["doctor"]],
  ["recipe", ["recipe", "cron"]],
  ["hook", ["hook", "codex"]],
  ["mcp", ["mcp", "--print-config", "codex"]],
  ["import", ["import", "codex", "--dry-run"]],
  ["export", ["export", "v2", "--layout", "v2"]],
  ["link", ["link", "codex", "--remove"]],
  ["forget", ["forget", POSIX, "--dry-run"]],
  ["clear", ["clear", "--dry-run"]],
  ["error", ["show", "nobody"]],
];

/** Commands whose text is all there is to them: it is long, and has tests of its own. */
const ONLY_TEXT = ["schema", "completions", "man"];

test("each command's JSON is the golden one", () => {
  writeFileSync(
    join(place.dir, "answer.md"),
    "Done.\n<oai-mem-citation>\n<citation_entries>\nMEMORY.md:1-3|note=[pnpm]\n</citation_entries>\n</oai-mem-citation>\n",
  );
  writeFileSync(join(place.dir, "secret.txt"), "password = hunter2hunter2\n");
  for (const [name, args] of DAY) {
    const { stdout, stderr } = place.run([...args, "--json"], { env: { EDITOR: "true" } });
    const value: unknown = parsed(stdout, `${args.join(" ")}: ${stderr}`);
    const shape = REPORTS[args[0] ?? ""];
    if (name !== "error") expect([name, shape?.safeParse(value).error?.issues]).toEqual([name, undefined]);
    expectGolden(`json/${name}.json`, `${JSON.stringify(steady(value), null, 2)}\n`);
  }
});

test("every command stands among them, and has a schema", () => {
  const shown = new Set(DAY.map(([, [command]]) => command));
  const names = COMMANDS.map(({ name }) => name);
  expect(names.filter((name) => !shown.has(name))).toEqual(expect.arrayContaining(ONLY_TEXT));
  expect(names.filter((name) => !shown.has(name) && !ONLY_TEXT.includes(name))).toEqual([]);
  expect(names.filter((name) => name !== "schema" && REPORTS[name] === undefined)).toEqual([]);
});

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`no JSON from ${what}`);
  }
}

/** Keys whose numbers measure this machine. */
const MEASURED = /^(?:duration_ms|pid|lease_until|start_time|baseline)$/;

/** The time of leases goes on from the given one while a command works; no command here takes longer. */
const RUN_SECONDS = 60;

/** The value with what differs from run to run and from machine to machine written as what it is. */
function steady(value: unknown, key = ""): unknown {
  if (MEASURED.test(key) && value !== null) return "<measured>";
  if (typeof value === "string") return steadyText(value);
  if (Array.isArray(value)) return value.map((each) => steady(each));
  if (typeof value === "number" && value > TEST_NOW && value < TEST_NOW + RUN_SECONDS) return TEST_NOW;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [steadyText(name), steady(each, name)]));
}

function steadyText(text: string): string {
  return text
    .replaceAll(place.dir, "<person>")
    .replaceAll(binary(), "<memories>")
    .replaceAll(hostname(), "<host>")
    .replaceAll(/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)-[0-9a-f]{8}/g, "$1-<id>")
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g, "<machine>")
    .replaceAll(/(T\d\d:00):[0-5]\d(?=[+Z.])/g, "$1:00")
    .replaceAll(/\b\d+ MiB/g, "<n> MiB")
    .replaceAll(/^pid:\[\d+\]$/g, "<namespace>");
}
