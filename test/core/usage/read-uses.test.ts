import { expect, test } from "bun:test";
import fc from "fast-check";
import type { LineSink } from "../../../lib/core/evidence/line-sink.ts";
import { numberLines } from "../../../lib/core/usage/line-numbers.ts";
import { readUses } from "../../../lib/core/usage/read-uses.ts";
import { LineSplitter } from "../../../lib/edge/transcripts/line-splitter.ts";

const [A, B, C] = [1, 2, 3].map((n) => `01a20398-7e1f-7012-9863-00000000000${n}`) as [string, string, string];
const CITING = `Done.<oai-mem-citation><rollout_ids>\n${A}\n</rollout_ids></oai-mem-citation>`;

function line(type: string, payload: object): string {
  return JSON.stringify({ timestamp: "2026-11-22T14:10:59.147Z", type, payload });
}
const meta = (id: string, forkedFrom?: string) =>
  line("session_meta", { id, ...(forkedFrom && { forked_from_id: forkedFrom }), cwd: "/srv/app" });
const says = (text: string, role = "assistant") =>
  line("response_item", { type: "message", role, content: [{ type: "output_text", text }] });
const ran = (cmd: string, more: object = {}) =>
  line("response_item", {
    type: "function_call",
    name: "exec_command",
    arguments: JSON.stringify({ cmd, ...more }),
    call_id: "c",
  });

function feed(sink: LineSink, text: string | Buffer, piece = 1 << 20): void {
  const splitter = new LineSplitter(sink, 0, Buffer.allocUnsafe(256));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) splitter.push(bytes.subarray(at, at + piece));
  splitter.finish();
}

function read(text: string, name?: string) {
  const reader = readUses(name, { citing: "collect", reading: "collect" });
  feed(reader.nextPart(), text);
  const session = reader.uses();
  return { citing: session.citing, reading: session.reading, session };
}

test("an assistant message with a citation is told with its line, its time and whose it is", () => {
  const { citing, session } = read(
    [meta(B), says("nothing"), "", "torn{", says(CITING, "user"), says(CITING)].join("\n"),
  );
  expect(
    citing.map(({ line, timestamp, citation, occurrence }) => [line, timestamp, citation.rolloutIds, occurrence]),
  ).toEqual([[6, "2026-11-22T14:10:59.147Z", [A], 1]]);
  expect([session.threadId, session.rootThreadId]).toEqual([B, B]);
});

test("the same text again is the next occurrence, and a fork has its parent's root", () => {
  const parent = read([meta(B), says(CITING), says(CITING)].join("\n"));
  const fork = read([meta(C, B), meta(B, A), says(CITING), says(CITING), says(CITING)].join("\n"));
  const identities = (one: typeof parent) => one.citing.map(({ textHash, occurrence }) => `${textHash} ${occurrence}`);
  expect(identities(fork).slice(0, 2)).toEqual(identities(parent));
  expect(new Set(identities(fork)).size).toBe(3);
  expect([fork.session.threadId, fork.session.rootThreadId]).toEqual([C, A]);
});

test("parents in a circle come to an end", () => {
  expect([B, C]).toContain(read([meta(B, C), meta(C, B)].join("\n")).session.rootThreadId);
});

test("the id in the file's name wins over the lines", () => {
  expect(read(meta(B), C).session.threadId).toBe(C);
});

test("lines in another shape and with escaped angle brackets are read too", () => {
  const escaped = says(CITING).replaceAll("<", "\\u003c");
  const turned = JSON.stringify({ type: "response_item", payload: JSON.parse(says(CITING)).payload, extra: 1 });
  expect(read([escaped, turned].join("\n")).citing.map(({ line }) => line)).toEqual([1, 2]);
});

test("tool calls that read memory are told with their tool; folders count from the session's or the call's own", () => {
  const local = line("response_item", {
    type: "local_shell_call",
    status: "completed",
    action: {
      type: "exec",
      command: ["bash", "-lc", "rg x skills"],
      working_directory: "/home/dev/.memories/memories",
    },
  });
  const { reading, session } = read(
    [
      meta(B),
      ran("cat memories/MEMORY.md"),
      ran("cat MEMORY.md", { workdir: "/home/dev/.memories/memories" }),
      ran("rm memories/MEMORY.md"),
      line("turn_context", { cwd: "/home/dev/.memories/memories" }),
      ran("cat memory_summary.md"),
      local,
      line("response_item", { type: "function_call", name: "update_plan", arguments: "{}" }),
      line("response_item", { type: "function_call", name: "broken", arguments: "{" }),
    ].join("\n"),
  );
  expect(reading.map(({ line, tool, kinds }) => [line, tool, kinds])).toEqual([
    [2, "exec_command", ["memory_md"]],
    [3, "exec_command", ["memory_md"]],
    [6, "exec_command", ["memory_summary"]],
    [7, "local_shell", ["skills"]],
  ]);
  expect(session.commands).toBe(5);
});

test("lines keep their numbers past empty, overlong and broken ones, however the file arrives", () => {
  const part = fc.constantFrom("{}", '{"a":1}', "", "  ", "\r", "x".repeat(400), "\xff");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.integer({ min: 1, max: 300 }), (lines, piece) => {
      const bytes = Buffer.from(lines.join("\n"), "latin1");
      const seen: [number, string][] = [];
      feed(
        numberLines((number, from, start, end) => seen.push([number, from.toString("latin1", start, end)])),
        bytes,
        piece,
      );
      for (const [number, text] of seen) expect(lines[number - 1]?.trimEnd()).toBe(text);
      expect(seen.length).toBe(lines.filter((one) => one.trim() !== "" && one !== "\xff").length);
    }),
  );
});
