import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import fc from "fast-check";
import { FORMATS, type RecordAgent } from "../../../lib/core/agents/formats.ts";
import { recordLines } from "../../../lib/core/agents/record-lines.ts";
import { StepReader } from "../../../lib/core/agents/session/step-reader.ts";
import type { JsonObject } from "../../../lib/core/text/json.ts";
import { copyHome, FIXTURE_OF, sessionsIn } from "../../helpers/agent-home.ts";
import { readRecords } from "../../helpers/agent-records.ts";

const AGENTS = Object.keys(FORMATS) as RecordAgent[];

/** Keys and values that records are made of, in no order that any client would write. */
const WORDS =
  "type user assistant message role content parts text tool_use tool_result toolCall functionCall functionResponse $set messages data info state input output error status completed id uuid timestamp 2026-11-27T18:04:19.204Z toolCallId callID name arguments args Bash bash run_commands command commands origin kind human promptSource typed provenance real_user user.message tool.execution_start tool.execution_complete session system toolCalls result gemini modelInfo session_id sessionId $rewindTo attachment queued_command".split(
    " ",
  );
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 5 }));
const { tree } = fc.letrec<{ tree: unknown; object: JsonObject }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    word,
    fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.double()),
    fc.array(tie("tree"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(word, tie("tree"), { maxKeys: 7 }) as fc.Arbitrary<JsonObject>,
}));
const record = fc.dictionary(word, tree, { maxKeys: 9 }) as fc.Arbitrary<JsonObject>;

describe("no record makes a reader throw, and each is counted", () => {
  for (const agent of AGENTS) {
    test(`${agent}: records of made-up shapes`, () => {
      fc.assert(
        fc.property(fc.array(record, { maxLength: 8 }), (records) => {
          const { counts, state } = readRecords(agent, records);
          expect(counts.usable).toBe(records.length);
          expect(state.usable).toBe(records.length);
          expect(counts.unknown).toBeLessThanOrEqual(records.length);
        }),
        { numRuns: 300 },
      );
    });
  }

  for (const agent of AGENTS) {
    const lines = linesOf(agent);
    if (lines.length === 0) continue;
    test(`${agent}: real lines, cut, mangled, in any order, among those of other products`, () => {
      const foreign = AGENTS.flatMap((other) => linesOf(other).slice(0, 5));
      const line = fc.constantFrom(...lines, ...foreign);
      const mangled = fc
        .tuple(line, fc.nat(), fc.constantFrom("cut", "drop", "whole", "nul"))
        .map(([text, at, how]) => {
          const place = at % (text.length + 1);
          if (how === "cut") return text.slice(0, place);
          if (how === "drop") return `${text.slice(0, place)}${text.slice(place + 9)}`;
          return how === "nul" ? `${text.slice(0, place)}\0\0\0` : text;
        });
      fc.assert(
        fc.property(fc.array(mangled, { maxLength: 30 }), (texts) => {
          const reader = new StepReader(FORMATS[agent], () => {}, "one");
          const sink = recordLines(reader, FORMATS[agent].glance);
          const bytes = Buffer.from(`${texts.join("\n")}\n`);
          let start = 0;
          let count = 0;
          for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
            if (at > start) {
              sink.line(bytes, start, at, "newline", { line: count + 1, byte: start });
              count += 1;
            }
            start = at + 1;
          }
          sink.endBlock(bytes);
          const { usable, skipped } = reader.end();
          expect(usable + skipped).toBe(count);
        }),
        { numRuns: 100 },
      );
    });
  }
});

function linesOf(agent: RecordAgent): string[] {
  if (FIXTURE_OF[agent] === undefined || agent === "opencode" || agent === "cline") return [];
  const { person, home } = copyHome(agent);
  try {
    return sessionsIn(agent, home)
      .flatMap(({ files }) => readFileSync(files[0]?.path ?? "", "utf8").split("\n"))
      .filter((line) => line !== "" && line.length < 20_000)
      .slice(0, 300);
  } finally {
    rmSync(person, { recursive: true });
  }
}

test("records of unknown kinds are counted, and bear the version that wrote them", () => {
  const facts = { type: "user", version: "9.0.0", message: { role: "user", content: [] } };
  const unknown = Array.from({ length: 5 }, () => ({ type: "turn-v2", body: {} }));
  const { state } = readRecords("claude-code", [facts, ...unknown]);
  expect(state).toMatchObject({ usable: 6, unknown: 5 });
  expect(state.firstSaid).toBeUndefined();
  expect(state.facts.clientVersion).toBe("9.0.0");
  const spoken = { ...facts, promptSource: "typed", message: { content: "Hello" } };
  expect(readRecords("claude-code", [spoken, ...unknown]).state.firstSaid).toBe("Hello");
});
