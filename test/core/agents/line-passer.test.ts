import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import fc from "fast-check";
import { FORMATS, type RecordAgent } from "../../../lib/core/agents/formats.ts";
import { LinePasser } from "../../../lib/core/agents/line-passer.ts";
import { MetadataReader } from "../../../lib/core/agents/session/read-metadata.ts";
import { parseObject } from "../../../lib/core/text/json.ts";
import { copyHome, sessionsIn } from "../../helpers/agent-home.ts";

const AGENTS = (Object.keys(FORMATS) as RecordAgent[]).filter((agent) => FORMATS[agent].glance?.kinds !== undefined);
const LATEST = Date.parse("2027-01-01");

/** Texts that look like what lines are told by. */
const NEAR = [
  '{"type":"message","message":{"role":"user"}}',
  '","type":"user","message":{"role":"user","content":"no"},"timestamp":"2026-12-24T00:00:00.000Z"',
  '"timestamp":"2026-12-24T00:00:00.000Z"',
  '],"lastUpdated":"2026-12-24T00:00:00.000Z"}}',
  'a "quoted" \\ text\nof two lines',
  "{}[],:",
];

describe("a line of a known kind that is passed over tells no more than its time", () => {
  for (const agent of AGENTS) {
    const lines = linesOf(agent);
    const ofKinds = lines.filter((line) => FORMATS[agent].glance?.kinds?.some(({ head }) => head.test(line)));

    test(`${agent}: whatever its texts are`, () => {
      let passed = 0;
      const texts = fc.array(fc.oneof(fc.constantFrom(...NEAR), fc.string()), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(fc.constantFrom(...ofKinds), texts, (line, strange) => {
          const changed = JSON.stringify(withTexts(parseObject(line), strange));
          passed += tellsNoMore(agent, lines, changed);
        }),
        { numRuns: 400 },
      );
      expect(passed).toBeGreaterThan(20);
    });

    test(`${agent}: as the product wrote it`, () => {
      for (const line of ofKinds) tellsNoMore(agent, lines, line);
    });
  }
});

/** Whether a line was passed over; then reading it gives what passing it over gives. */
function tellsNoMore(agent: RecordAgent, lines: readonly string[], line: string): number {
  const format = FORMATS[agent];
  if (format.glance === undefined) return 0;
  const [read, left] = [settled(agent, lines), settled(agent, lines)];
  const bytes = Buffer.from(line);
  const passed = new LinePasser(format.glance, (needs) => left.knows(needs)).pass(bytes, 0, bytes.length);
  const record = parseObject(line);
  if (passed === undefined || record === undefined) return 0;
  left.passed(passed.timeMs);
  read.record(record);
  expect(left.result()).toEqual(read.result());
  return 1;
}

/** A reader to which the first lines of a session have told what only they tell. */
function settled(agent: RecordAgent, lines: readonly string[]): MetadataReader {
  const reader = new MetadataReader(FORMATS[agent], LATEST);
  for (const line of lines.slice(0, 60)) {
    const record = parseObject(line);
    if (record !== undefined) reader.record(record);
  }
  return reader;
}

/** The value with its longer texts replaced by turns: names and types stay. */
function withTexts(value: unknown, texts: readonly string[]): unknown {
  let turn = 0;
  const visit = (each: unknown, name: string): unknown => {
    if (Array.isArray(each)) return each.map((item) => visit(item, name));
    if (typeof each === "object" && each !== null) {
      return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, visit(item, key)]));
    }
    if (typeof each !== "string" || !TEXTS.has(name)) return each;
    turn += 1;
    return texts[turn % texts.length];
  };
  return visit(value, "");
}

const TEXTS = new Set("text content output stdout result detailedContent description command path".split(" "));

function linesOf(agent: RecordAgent): string[] {
  const { person, home } = copyHome(agent);
  try {
    return sessionsIn(agent, home)
      .flatMap(({ files: [file] }) => recordsIn(file?.path ?? "", file?.form))
      .filter((line) => line.startsWith("{") && line.length < 20_000)
      .slice(0, 400);
  } finally {
    rmSync(person, { recursive: true });
  }
}

/** The records of a transcript, each in one line. */
function recordsIn(path: string, form: "lines" | "document" | undefined): string[] {
  const text = readFileSync(path, "utf8");
  if (form === "lines") return text.split("\n");
  return JSON.parse(text).messages.map((message: unknown) => JSON.stringify(message));
}
