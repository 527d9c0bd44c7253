import { afterAll, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexSession } from "../../../../lib/edge/transcripts/sessions/index-session.ts";
import { sessionsIn, stepsOf, textsIn } from "../../../helpers/agent-home.ts";

const home = mkdtempSync(join(tmpdir(), "hostile-"));
afterAll(() => rmSync(home, { recursive: true }));
const said = (text: string) =>
  `${JSON.stringify({
    type: "user",
    uuid: text,
    timestamp: "2026-11-27T18:04:19.204Z",
    cwd: "/home/dev/gone",
    promptSource: "typed",
    entrypoint: "cli",
    message: { role: "user", content: text },
  })}\n`;

function write(slug: string, name: string, text: string): string {
  const folder = join(home, "projects", slug);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const find = (key: string) => {
  const session = sessionsIn("claude-code", home).find((each) => each.key === key);
  if (session === undefined) throw new Error(`not listed: ${key}`);
  return session;
};

test("a line of 70 MB is skipped and counted, a picture of 50 MB is a placeholder, the rest is used", async () => {
  const path = write("a", "large.jsonl", said("First."));
  appendFileSync(path, `{"type":"user","pad":"${"x".repeat(70_000_000)}"}\n`);
  const picture = { type: "image", source: { type: "base64", data: "A".repeat(50_000_000) } };
  const words = [picture, { type: "text", text: "Look." }];
  appendFileSync(
    path,
    `${JSON.stringify({ type: "user", uuid: "p", promptSource: "typed", message: { content: words } })}\n`,
  );
  appendFileSync(path, said("Last."));
  const steps = await stepsOf(find("large"));
  expect(textsIn(steps, "human user")).toEqual(["First.", "[image omitted]\nLook.", "Last."]);
  const { state } = await indexSession(find("large"));
  expect(state.skipped).toBe(1);
  rmSync(path);
});

test("a transcript that is being written ends with its last whole record", async () => {
  write("a", "writing.jsonl", `${said("Whole.")}${said("Half of it").slice(0, -20)}`);
  const { state, metadata } = await indexSession(find("writing"));
  expect(textsIn(await stepsOf(find("writing")), "human user")).toEqual(["Whole."]);
  expect(state.skipped).toBe(1);
  expect(metadata.cwd).toBe("/home/dev/gone");
});

test("a tail of NUL bytes, invalid UTF-8 and blank lines are skipped, CRLF and a BOM are accepted", async () => {
  const path = write("a", "torn.jsonl", `\ufeff${said("With a mark.").replace("\n", "\r\n")}\n\n`);
  appendFileSync(path, Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]));
  appendFileSync(path, said("After."));
  truncateSync(path, 2_000);
  expect(textsIn(await stepsOf(find("torn")), "human user")).toEqual(["With a mark.", "After."]);
});

test("two folders that share a slug are told apart by what the transcripts record", async () => {
  const at = (cwd: string) => said("Hello.").replace("/home/dev/gone", cwd);
  write("-home-dev-a-b", "one.jsonl", at("/home/dev/a/b"));
  write("-home-dev-a-b", "two.jsonl", at("/home/dev/a-b"));
  const folders = await Promise.all(["one", "two"].map(async (key) => (await indexSession(find(key))).metadata.cwd));
  expect(folders).toEqual(["/home/dev/a/b", "/home/dev/a-b"]);
});

test("links are refused and never opened; a file without a usable record is a failed read", async () => {
  const target = write("b", "real.jsonl", said("Real."));
  symlinkSync(target, join(home, "projects", "b", "link.jsonl"));
  symlinkSync(join(home, "projects", "b"), join(home, "projects", "c"));
  expect(sessionsIn("claude-code", home).map(({ key }) => key)).not.toContain("link");
  write("b", "empty.jsonl", "");
  write("b", "noise.jsonl", "no json\nat all\n");
  for (const key of ["empty", "noise"]) {
    expect(await indexSession(find(key)).then(String, (error) => error.code)).toBe("rollout_unreadable");
  }
});

test("a file that may not be read is a failed read, and a home that is not there has no sessions", async () => {
  const path = write("b", "locked.jsonl", said("Hidden."));
  chmodSync(path, 0);
  const read = await indexSession(find("locked")).then(
    () => "read",
    (error) => error.code,
  );
  expect(process.getuid?.() === 0 ? ["read"] : ["rollout_unreadable"]).toContain(read);
  expect(sessionsIn("claude-code", join(home, "nowhere"))).toEqual([]);
});

test("a document with a picture of 50 MB is read past it, one that breaks off up to there", async () => {
  const folder = join(home, "data/sessions/1795_a");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "1795_a.messages.json");
  const words = (id: string, text: string, more: object[] = []) => ({
    id,
    ts: 1_795_803_371_591,
    role: "user",
    content: [{ type: "text", text: `<user_input mode="act">${text}</user_input>` }, ...more],
  });
  const picture = { type: "image", source: { data: "A".repeat(50_000_000) } };
  const messages = [words("1", "First."), words("2", "Look.", [picture]), words("3", "Last.")];
  const text = JSON.stringify({ version: 1, sessionId: "1795_a", messages });
  for (const [end, expected] of [
    [text.length, ["First.", "Look.", "Last."]],
    [text.length - 10, ["First.", "Look."]],
    [1_000, ["First."]],
  ] as const) {
    writeFileSync(path, text.slice(0, end));
    const [session] = sessionsIn("cline", home);
    if (session === undefined) throw new Error("not listed");
    expect(textsIn(await stepsOf(session), "human user")).toEqual([...expected]);
    expect((await indexSession(session)).metadata.firstUserMessage).toBe("First.");
  }
});

test("every turn is known, of rows that name no source too, and in whatever shape lines are written", async () => {
  const row = (type: string, at: number, message: object, more: object = {}) => ({
    parentUuid: null,
    type,
    uuid: `row-${at}`,
    timestamp: `2026-11-27T18:04:1${at}.204Z`,
    version: "2.0.1",
    cwd: "/home/dev/gone",
    message,
    ...more,
  });
  const records = (more: object) => [
    row("user", 0, { role: "user", content: "First." }, more),
    row("assistant", 1, { id: "m", role: "assistant", model: "x", content: [{ type: "text", text: "ok" }] }),
    row("user", 2, { role: "user", content: "Second." }, more),
    row("user", 3, { role: "user", content: [{ type: "text", text: "Third." }] }, more),
    { type: "custom-title", customTitle: "Renamed", sessionId: "x" },
  ];
  const compact = (record: object) => JSON.stringify(record);
  const spaced = (record: object) => JSON.stringify(record, null, 1).replaceAll(/\n */g, " ");
  for (const [name, shape] of Object.entries({ compact, spaced }))
    for (const [client, more] of Object.entries({ old: {}, typed: { promptSource: "typed" } })) {
      const key = `turns-${name}-${client}`;
      write(
        "turns",
        `${key}.jsonl`,
        records(more)
          .map((record) => `${shape(record)}\n`)
          .join(""),
      );
      const { metadata, state } = await indexSession(find(key));
      expect(state.turns.map(({ key: turn }) => turn)).toEqual(["row-0", "row-2", "row-3"]);
      expect(metadata.title).toBe("Renamed");
    }
});
