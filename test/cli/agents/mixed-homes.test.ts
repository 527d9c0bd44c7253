import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RecordAgent } from "../../../lib/core/agents/formats.ts";
import { threadIdOf } from "../../../lib/core/agents/thread-id.ts";
import { OMISSION } from "../../../lib/core/signals/find-quote.ts";
import { foldWords } from "../../../lib/core/signals/fold-words.ts";
import { copyHome, FIXTURE_OF, hashOf, type TrueSession } from "../../helpers/agent-home.ts";
import { type Sandbox, sandbox } from "../../helpers/cli.ts";

const AGENTS = Object.keys(FIXTURE_OF) as RecordAgent[];
const NOW = "2026-11-28T12:00:00Z";
/** The folders that the clients' homes begin with. */
const HOMES = [".claude", ".gemini", ".local", ".pi", ".copilot", ".qwen", ".cline"];

interface ThreadJson {
  readonly thread_id: string;
  readonly agent: string;
  readonly native_id: string;
  readonly cwd: string;
  readonly source: string;
}

let place: Sandbox;
const truths = new Map<RecordAgent, TrueSession[]>();
let before: readonly string[] = [];
const ok = (...args: string[]) => {
  const { exit, stdout, stderr } = place.run(args);
  expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
  return stdout;
};
const hashes = () => HOMES.map((home) => hashOf(join(place.dir, home)));

beforeAll(() => {
  place = sandbox({ now: NOW, env: { MEMORIES_FROM: AGENTS.join(",") } });
  for (const agent of AGENTS) truths.set(agent, copyHome(agent, place.dir).truth);
  before = hashes();
  ok("extract", "--offline", "--limit", "200", "--source", "cli,exec");
  ok("consolidate", "--offline");
});
afterAll(() => place.dispose());

describe.each(AGENTS)("%s", (agent) => {
  const spoken = () => truths.get(agent)?.filter(({ human }) => human.length > 0) ?? [];

  test("its sessions are listed by its own ids, with the folders that it recorded", () => {
    const { threads } = place.json(["threads", "--all", "--agent", agent]) as { threads: readonly ThreadJson[] };
    const own = threads.filter(({ source }) => source !== "subagent");
    expect(own.map(({ native_id }) => native_id).toSorted()).toEqual(
      spoken()
        .map(({ thread }) => thread)
        .toSorted(),
    );
    for (const row of own) {
      expect(row).toMatchObject({ agent, thread_id: threadIdOf(agent, row.native_id) });
      expect(row.cwd).toBe(spoken().find(({ thread }) => thread === row.native_id)?.cwd ?? "");
    }
  });

  test("what a session wished is remembered, and what only the harness or a file said is not", () => {
    const bugfix = spoken().find(({ scene }) => scene === "bugfix" || scene.startsWith("bugfix"));
    const shown = ok("show", bugfix?.thread ?? "");
    expect(shown).toContain("pnpm");
    expect(shown).toContain("package.json");
    const long = spoken().find(({ scene }) => scene.startsWith("long"));
    const raw = ok("show", long?.thread ?? "");
    expect(raw).toContain("POSIX");
    expect(raw).not.toMatch(/always push to main/i);
    const question = spoken().find(({ scene }) => scene === "question");
    expect(place.run(["show", question?.thread ?? ""]).exit).toBe(1);
  });

  test("--show-input shows the person's turns as theirs, and nothing else as theirs", () => {
    const bugfix = spoken().find(({ scene }) => scene.startsWith("bugfix"));
    const { user } = place.json(["extract", "--thread", bugfix?.thread ?? "", "--show-input"]) as { user: string };
    const said = user.split(/^\[(?=human user\]$)/m).slice(1);
    expect(said).toHaveLength(bugfix?.human.length ?? 0);
  });
});

test("the same project of seven agents is one task group, and a wish of each stands there once, counted once a session", () => {
  const handbook = readFileSync(join(place.root, "MEMORY.md"), "utf8");
  expect(handbook.match(/^# Task Group: shop-api$/gm)).toHaveLength(1);
  const groups = handbook.split(/^# Task Group: /m);
  const shop = groups.find((group) => group.startsWith("shop-api\n")) ?? "";
  const wishes = shop.slice(shop.indexOf("## User preferences"), shop.indexOf("## Reusable knowledge"));
  const about = (words: string) => wishes.split("\n").filter((line) => line.includes(words));
  expect(about("never npm")).toEqual([expect.stringContaining("said 8 times")]);
  expect(about("pnpm typecheck")).toEqual([expect.stringContaining("said 7 times")]);
});

test("an id that is no UUID works wherever an id does", () => {
  const open = truths.get("opencode")?.find(({ scene }) => scene.startsWith("bugfix"))?.thread ?? "";
  const cline = truths.get("cline")?.find(({ scene }) => scene.startsWith("bugfix"))?.thread ?? "";
  for (const id of [open, cline]) {
    const agent = id === open ? "opencode" : "cline";
    expect(place.json(["explain", id])).toMatchObject({ thread_id: `${agent}/${id}` });
    expect(place.json(["explain", id.slice(0, -1)])).toMatchObject({ thread_id: `${agent}/${id}` });
    expect(place.json(["explain", `${agent}/${id}`])).toMatchObject({ thread_id: `${agent}/${id}` });
    expect(place.json(["forget", id, "--dry-run"])).toMatchObject({ threads: [`${agent}/${id}`] });
  }
});

test("words that several titles have list the candidates; with the agent's name they are one", () => {
  const { exit, stderr } = place.run(["explain", "Mehrwertsteuer stimmt"]);
  expect(exit).not.toBe(0);
  for (const agent of AGENTS) expect(stderr).toContain(`${agent}/`);
});

test("a citation in one agent's answer counts for the memory of another agent's session", () => {
  const cited = truths.get("cline")?.find(({ scene }) => scene.startsWith("bugfix"))?.thread ?? "";
  const block = `<oai-mem-citation>\n<citation_entries>\nMEMORY.md:1-2|note=[x]\n</citation_entries>\n<rollout_ids>\n${cited}\n</rollout_ids>\n</oai-mem-citation>`;
  const home = join(place.dir, "copied/.claude");
  const path = join(home, "projects/-home-dev-x/5d2ae7ba-76e6-4709-a7d1-d3d7de7a0001.jsonl");
  const row = {
    sessionId: "5d2ae7ba-76e6-4709-a7d1-d3d7de7a0001",
    timestamp: "2026-11-27T20:00:00Z",
    cwd: "/home/dev/x",
  };
  const lines = [
    {
      ...row,
      type: "user",
      uuid: "a1",
      origin: { kind: "human" },
      message: { role: "user", content: "Which package manager?" },
    },
    {
      ...row,
      type: "assistant",
      uuid: "a2",
      message: {
        id: "m1",
        role: "assistant",
        content: [{ type: "tool_use", id: "t1", name: "Read", input: { file_path: join(place.root, "MEMORY.md") } }],
      },
    },
    {
      ...row,
      type: "user",
      uuid: "a3",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "# Task Group" }] },
    },
    {
      ...row,
      type: "assistant",
      uuid: "a4",
      message: { id: "m2", role: "assistant", content: [{ type: "text", text: `pnpm.\n${block}` }] },
    },
  ];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const first = place.json(["usage", "scan", join(place.dir, "copied")]);
  expect(first).toMatchObject({
    rollouts: 1,
    citations: { messages: 1 },
    reads: { calls: 1, by_kind: { memory_md: 1 } },
    counted: { messages: 1, citations: 1 },
  });
  expect(place.json(["usage", "scan", join(place.dir, "copied")])).toMatchObject({ counted: { messages: 0 } });
  expect(ok("citations", "--rollouts", path)).toContain(cited);
});

interface StoredSignal {
  readonly agent: string;
  readonly path: string;
  readonly quote: string;
  readonly line: number | null;
  readonly byte: number | null;
}

test("the words that memories rest on are stored with the line that holds them, and the byte where it begins", () => {
  const database = new Database(join(place.home, "memories.db"), { readonly: true });
  const stored = database
    .query(
      `SELECT agent, rollout_path AS path, quote, line, byte FROM signals JOIN threads ON id = thread_id WHERE verified`,
    )
    .all() as StoredSignal[];
  database.close();
  for (const { path, quote, line, byte } of stored) {
    expect({ path, quote, line }).toEqual({ path, quote, line: expect.any(Number) });
    // Messages of a document and rows of a database have no line of bytes.
    if (!path.endsWith(".jsonl")) continue;
    const bytes = readFileSync(path);
    const [begin, number] = [Number(byte), bytes.subarray(0, Number(byte)).filter((one) => one === 10).length];
    expect({ path, quote, byte, line: number + 1 }).toEqual({
      path,
      quote,
      byte: expect.any(Number),
      line: Number(line),
    });
    const said: string[] = [];
    const end = bytes.indexOf(10, begin);
    JSON.parse(bytes.toString("utf8", begin, end < 0 ? bytes.length : end), (_, value) => {
      if (typeof value === "string") said.push(foldWords(value));
      return value;
    });
    for (const part of quote.split(OMISSION)) {
      expect({ path, part, stands: said.some((text) => text.includes(foldWords(part))) }).toEqual({
        path,
        part,
        stands: true,
      });
    }
  }
  const agents = new Set(stored.map(({ agent }) => agent));
  expect([...agents]).toEqual(expect.arrayContaining(["claude-code"]));
  expect(stored.filter(({ byte }) => byte !== null).length).toBeGreaterThan(3);
});

test("a second index reads nothing again, and no home was changed", () => {
  expect(place.json(["extract", "--offline", "--source", "cli,exec"])).toMatchObject({ claimed: 0 });
  expect(hashes()).toEqual([...before]);
});
