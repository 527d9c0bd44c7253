import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type Sandbox, sandbox } from "../helpers/cli.ts";

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
});
afterEach(() => place.dispose());

const at = (now: string) => ({ env: { MEMORIES_NOW: now } });
const recaps = () => readdirSync(join(place.root, "rollout_summaries")).length;
const memories = () => place.json(["status"]).stage1_outputs;

test("a run says how many sessions it did, how many wait, and the command that takes them", () => {
  const first = place.run(["extract", "--offline", "-n", "3"]);
  expect(first).toMatchObject({
    exit: 0,
    stdout: "3 of 8 sessions done, 2 remembered (rules). 5 wait: memories extract --offline -n 5\n",
  });
  expect(place.json(["extract", "--offline", "-n", "2"]).waiting).toEqual([
    { reason: "limit", count: 3, until: null, command: "memories extract --offline -n 3" },
  ]);
  expect(place.run(["extract", "--offline"]).stdout).toBe("3 sessions done, 3 remembered (rules).\n");
  const folded = place.run(["consolidate", "--offline"]).stdout;
  expect(folded).toMatch(
    /^7 memories → ~\/\.memories\/memories: memory_summary\.md \+\d+, MEMORY\.md \+\d+, 7 recaps · undo: memories undo\n$/,
  );
  expect(place.run(["extract"], { env: { OPENAI_API_KEY: "x" } }).stdout).toMatch(
    /^nothing new\. 8 sessions were done by rules; with gpt-6-luna \(~\d+k tokens, ≈ \$0\.\d+\): memories extract --again offline\n$/,
  );
  expect(place.run(["extract", "--offline"]).stdout).toBe("nothing to do\n");
});

test("of six runs at once each says that what it did not get is being worked on, and none that it was stopped", async () => {
  const runs = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = place.start(["extract", "--offline", "--json"]);
      let stdout = "";
      child.stdout?.on("data", (text) => {
        stdout += text;
      });
      await new Promise((resolve) => child.on("close", resolve));
      return JSON.parse(stdout) as { claimed: number; waiting: { reason: string; command: string }[] };
    }),
  );
  expect(runs.reduce((sum, { claimed }) => sum + claimed, 0)).toBe(8);
  const said = runs.flatMap(({ waiting }) => waiting.map(({ reason, command }) => `${reason}: ${command}`));
  expect(new Set(said).difference(new Set(["running: memories jobs"]))).toEqual(new Set());
  expect(place.run(["extract", "--offline"]).stdout).toBe("nothing to do\n");
});

test("what rules did is done again, and a redo that finds nothing keeps what there was", () => {
  place.run(["extract", "--offline"]);
  const dry = place.json(["extract", "--again", "offline", "--offline", "--dry-run"]) as {
    candidates: { decision: string }[];
  };
  expect(dry.candidates.map(({ decision }) => decision)).toEqual(Array(8).fill("claim"));
  expect(place.json(["extract", "--again", "all", "--offline"])).toMatchObject({
    claimed: 8,
    succeeded: 7,
    succeeded_no_output: 1,
  });
  expect(place.json(["extract", "--again", "gpt-6-luna", "--offline"])).toMatchObject({ claimed: 0 });
  expect(memories()).toBe(7);
});

test("five weeks of leave, and one run under a clock that is a month ahead, erase nothing", () => {
  place.run(["run", "--offline"]);
  expect(recaps()).toBe(7);
  for (const later of ["2026-12-28T12:00:00Z", "2026-12-29T12:00:00Z"]) {
    expect(place.run(["run", "--offline"], at(later)).exit).toBe(0);
    expect(place.run(["consolidate", "--offline"], at(later)).exit).toBe(0);
    expect([recaps(), memories()]).toEqual([7, 7]);
  }
  expect(place.run(["run", "--offline"]).exit).toBe(0);
  expect(place.run(["consolidate", "--offline"]).exit).toBe(0);
  expect([recaps(), memories()]).toEqual([7, 7]);
});

test("what age would take in bulk stays until --force, and the run says so and exits 1", async () => {
  place.run(["run", "--offline"]);
  const db = createClient({ url: `file:${join(place.home, "memories.db")}` });
  await db.execute(
    "UPDATE stage1_outputs SET last_usage = 1798459200 WHERE thread_id = (SELECT max(thread_id) FROM stage1_outputs)",
  );
  db.close();
  const late = at("2026-12-29T12:00:00Z");
  const held = place.run(["consolidate", "--offline"], late);
  expect(held.exit).toBe(1);
  expect(held.stdout).toContain(
    "6 memories past their time stay, since age alone does not take so many at once: memories consolidate --offline --force\n",
  );
  expect(recaps()).toBe(7);
  expect(place.run(["run", "--offline"], late).exit).toBe(1);
  expect(place.run(["consolidate", "--offline", "--force"], late).exit).toBe(0);
  expect(recaps()).toBe(1);
});

test("an edit by hand, a note, a forgotten session and an undo lift the cooldown of run", () => {
  const status = () => (place.json(["run", "--offline"]).consolidate as { status: string }).status;
  place.run(["run", "--offline"]);
  expect(status()).toBe("skipped_cooldown");
  appendFileSync(join(place.root, "MEMORY.md"), "\n- prefers tabs\n");
  expect(status()).toBe("succeeded");
  expect(status()).toBe("skipped_cooldown");
  place.run(["note", "always run the linter"]);
  expect(status()).toBe("succeeded");
  expect(place.run(["undo"]).exit).toBe(0);
  expect(status()).not.toBe("skipped_cooldown");
  const [first = ""] = readdirSync(join(place.root, "rollout_summaries"));
  const id = /^thread_id: (.*)$/m.exec(readFileSync(join(place.root, "rollout_summaries", first), "utf8"))?.[1] ?? "";
  expect(place.run(["forget", id]).exit).toBe(0);
  expect(status()).not.toBe("skipped_cooldown");
});

test("a run that had nothing to consolidate starts no cooldown", () => {
  const sessions = join(place.dir, "no-sessions-yet");
  mkdirSync(join(sessions, "sessions"), { recursive: true });
  const empty = sandbox({ sessions });
  try {
    expect(empty.run(["run", "--offline"]).exit).toBe(0);
    cpSync(place.codexHome, empty.codexHome, { recursive: true });
    expect(empty.json(["run", "--offline"])).toMatchObject({ consolidate: { status: "succeeded" } });
  } finally {
    empty.dispose();
  }
});
