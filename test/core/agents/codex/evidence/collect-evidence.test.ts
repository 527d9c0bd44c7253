import { expect, test } from "bun:test";
import fc from "fast-check";
import { collectEvidence } from "../../../../../lib/core/agents/codex/evidence/collect-evidence.ts";
import { evidenceItem } from "../../../../../lib/core/agents/codex/evidence/evidence-item.ts";
import { AskedQuestions } from "../../../../../lib/core/agents/codex/said/asked-questions.ts";
import { spokenItems } from "../../../../../lib/core/agents/codex/said/spoken-items.ts";
import { parseUserEvent } from "../../../../../lib/core/agents/codex/said/user-event.ts";
import { userParts } from "../../../../../lib/core/agents/codex/said/user-parts.ts";
import { UserTurns } from "../../../../../lib/core/agents/codex/said/user-turns.ts";
import { chooseRows } from "../../../../../lib/core/evidence/choose-rows.ts";
import { rowBytes, rowText } from "../../../../../lib/core/evidence/row-text.ts";
import { type EvidenceLimits, evidenceLimits } from "../../../../../lib/core/evidence/row-tiers.ts";
import type { EvidenceItem } from "../../../../../lib/core/evidence/tiers.ts";
import { utf8Length } from "../../../../../lib/core/text/bytes.ts";
import { itemLine, messageLine, metaLine, threadId, userLine } from "../../../../helpers/transcripts.ts";

const redact = (text: string) => ({
  head: text.replaceAll(/secret\d+/g, "[REDACTED_SECRET]"),
  tail: "",
  skipped: 0,
});
const tiny = () => evidenceLimits(1_500, 300);

/** The whole rule, done the slow way: every row is made, then the choice. */
function slowly(lines: readonly string[], budget: number): string {
  const questions = new AskedQuestions();
  const turns = new UserTurns();
  const found = lines.map((line, number): (() => readonly EvidenceItem[]) => {
    const { type, payload } = parsed(line);
    if (type === undefined) turns.skipped();
    const event = type === "event_msg" ? parseUserEvent(payload) : undefined;
    if (event !== undefined) turns.sent(event, number);
    if (type !== "response_item") return () => [];
    if (payload.type === "message" && payload.role === "user") {
      const message = turns.heard(userParts(payload), number);
      return () => spokenItems(message.parts);
    }
    const item = evidenceItem(payload, questions);
    if (item !== undefined) turns.answered();
    return () => (item === undefined ? [] : [item]);
  });
  turns.finish();
  const rows = found.flatMap((items) => items()).map((item) => ({ tier: item.tier, text: rowText(item, redact) }));
  const ranked = rows.map((row, rank) => ({ ...row, rank, bytes: rowBytes(row.tier, utf8Length(row.text)) }));
  return chooseRows(ranked, ranked.length, budget).text;
}

function parsed(line: string) {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

function collect(lines: readonly string[], budget: number, limits?: EvidenceLimits) {
  const collector = collectEvidence({ budget, redact, ...(limits && { limits }) });
  for (const line of lines) {
    const bytes = Buffer.from(`\n${line}\n`);
    collector.line(bytes, 1, bytes.length - 1, "newline", { line: 1, byte: 0 });
    // The bytes are only lent.
    bytes.fill(0);
    collector.endBlock(bytes);
  }
  return collector.finish();
}

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 50 }),
  fc.constantFrom("secret123", "x".repeat(700), "é".repeat(400)),
);
const call = (name: string) => (text: string) =>
  itemLine({ type: "function_call", name, arguments: text, call_id: "c" });
const output = (text: string) => itemLine({ type: "function_call_output", call_id: "c", output: text });
const anyLine = fc.oneof(
  words.map((text) => messageLine("user", text)),
  words.map((text) => messageLine("assistant", text)),
  words.map((text) => messageLine("assistant", text, { phase: "commentary" })),
  words.map((text) => messageLine("developer", text)),
  words.map((text) => messageLine("user", `<environment_context>${text}</environment_context>`)),
  words.map(call("exec")),
  words.map(output),
  words.map(output),
  words.map((text) => call("request_user_input")(JSON.stringify({ questions: [{ id: "q", question: text }] }))),
  words.map((text) => output(JSON.stringify({ answers: { q: { answers: [text] } } }))),
  words.map((text) => itemLine({ type: "reasoning", summary: text })),
  words.map((text) => userLine(text)),
  fc.constantFrom("yes", "go on").map((text) => userLine(text)),
  fc.constantFrom("yes", "go on").map((text) => messageLine("user", text)),
  words.map((text) => messageLine("assistant", JSON.stringify({ author: "a", recipient: "b", content: text }))),
  // Of another shape.
  words.map((text) =>
    JSON.stringify({ payload: { output: text, type: "function_call_output" }, type: "response_item" }),
  ),
  fc.constant("torn {"),
);

test("what is dropped early and unread never shows: the text is that of the whole rule", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 60 }), fc.oneof(fc.nat(400), fc.nat(6_000)), (lines, budget) => {
      const { text } = collect(lines, budget, tiny());
      expect(text).toBe(slowly(lines, budget));
      expect(utf8Length(text)).toBeLessThanOrEqual(budget);
      expect(collect(lines, budget).text).toBe(text);
      expect(text).not.toContain("secret1");
    }),
    { numRuns: 300 },
  );
});

test("lines that look like a tool's are counted as left out without being read", () => {
  const broken = output("x").replace('"output"', '"output}');
  expect(collect([broken, output("y".repeat(900))], 400).text).toStartWith(
    "[... response items omitted ...]\n[tool]\nyyy",
  );
});

test("a question and its answer are found among lines that stay unread", () => {
  const questions = JSON.stringify({ questions: [{ id: "q", question: "Tabs?" }] });
  const lines = [
    metaLine(threadId(1)),
    itemLine({ type: "function_call", name: "exec", arguments: "{}", call_id: "c0" }),
    itemLine({ type: "function_call", name: "request_user_input", arguments: questions, call_id: "c1" }),
    itemLine({ type: "function_call_output", call_id: "c0", output: "ok" }),
    itemLine({
      type: "function_call_output",
      call_id: "c1",
      output: JSON.stringify({ answers: { q: { answers: ["Yes"] } } }),
    }),
  ];
  expect(collect(lines, 10_000)).toMatchObject({
    text: `[tool]\nexec {}\n[tool]\nrequest_user_input ${questions}\n[tool]\nok\n[human user]\nQuestion: Tabs?\nAnswer: Yes\n`,
    usable: 5,
    skipped: 0,
  });
});

test("lines that turn out to be no JSON are counted and leave no gap", () => {
  const broken = output("x").replace('"output"', '"output}');
  expect(collect([output("a"), broken, "{", output("b")], 1_000)).toMatchObject({
    text: "[tool]\na\n[tool]\nb\n",
    usable: 2,
    skipped: 2,
  });
  // A line that could not be read between two chosen rows is no left-out row.
  const rows = [output("x".repeat(900)), output("a"), broken, output("b")];
  expect(collect(rows, 100).text).toBe("[... response items omitted ...]\n[tool]\na\n[tool]\nb\n");
});

test("redaction is asked only for rows that can still be shown", () => {
  let asked = 0;
  const counting = (text: string) => {
    asked += 1;
    return { head: text, tail: "", skipped: 0 };
  };
  const collector = collectEvidence({ budget: 20_000, redact: counting, limits: evidenceLimits(400_000, 100_000) });
  const bytes = Buffer.from(output("x".repeat(3_000)));
  for (let n = 0; n < 5_000; n += 1) collector.line(bytes, 0, bytes.length, "newline", { line: 1, byte: 0 });
  expect(collector.finish()).toMatchObject({ usable: 5_000 });
  expect(asked).toBeLessThan(500);
});

test("what a fork repeats of its parent is no evidence, in whatever shape its lines are written", () => {
  const at = (minute: number) => `2026-11-22T14:${minute}:00.000Z`;
  const [own, parent] = [threadId(2), threadId(1)];
  const lines = [
    { type: "session_meta", timestamp: at(30), payload: { id: own, forked_from_id: parent, timestamp: at(30) } },
    { type: "session_meta", timestamp: at(10), payload: { id: parent, timestamp: at(10) } },
    ...["the parent's", "mine"].flatMap((text, n) => [
      {
        type: "response_item",
        timestamp: at(11 + 20 * n),
        payload: { type: "message", role: "user", content: [{ type: "input_text", text }] },
      },
      { type: "event_msg", timestamp: at(11 + 20 * n), payload: { type: "user_message", message: text } },
    ]),
  ];
  const usual = lines.map(({ type, timestamp, payload }) => JSON.stringify({ timestamp, type, payload }));
  for (const shape of [usual, lines.map((line) => JSON.stringify(line)), usual.map((line) => line.replace(":", ": "))])
    expect(collect(shape, 1_000).takenBack).toEqual([{ from: 0, to: 3 }]);
});
