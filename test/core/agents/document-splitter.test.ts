import { expect, test } from "bun:test";
import fc from "fast-check";
import { DocumentSplitter } from "../../../lib/core/agents/document-splitter.ts";
import { LinePasser } from "../../../lib/core/agents/line-passer.ts";
import type { JsonObject } from "../../../lib/core/text/json.ts";

function split(text: string, cuts: readonly number[] = [], passer?: LinePasser) {
  const records: JsonObject[] = [];
  const passed: (number | undefined)[] = [];
  let skipped = 0;
  const splitter = new DocumentSplitter(
    {
      record: (record) => records.push(record),
      passed: (timeMs) => passed.push(timeMs),
      skipped: () => {
        skipped += 1;
      },
    },
    passer,
  );
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    splitter.push(bytes.subarray(from, cut));
    from = cut;
  }
  splitter.end();
  return { records, passed, skipped };
}

const record = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }).filter((object) => !("__proto__" in object));
const messages = fc.array(record, { maxLength: 6 });

test("a document gives its own members and then each message, wherever its bytes are cut", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat(), { maxLength: 5 }), fc.constantFrom(0, 2), (list, cuts, indent) => {
      const sorted = { version: 1, name: 'a "b" \\', messages: list };
      const { records, skipped } = split(JSON.stringify(sorted, null, indent), cuts);
      expect(records).toEqual(JSON.parse(JSON.stringify([{ version: 1, name: 'a "b" \\' }, ...list])));
      expect(skipped).toBe(0);
    }),
  );
});

test("messages that may be passed over are, wherever the bytes are cut", () => {
  const kind = { head: /^\{"tool":/, marks: ["wanted"], time: { which: "last", key: '"ts":' } } as const;
  const passer = new LinePasser({ ignored: [], needs: [], kinds: [kind] }, () => true);
  const text = fc.oneof(fc.string(), fc.constantFrom('"', "\\", '\\"}],"ts":1},{"', "wanted"));
  const message = fc.record({ tool: text, ts: fc.integer({ min: 1 }) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 5 }), (list, cuts) => {
      const { records, passed, skipped } = split(JSON.stringify({ messages: list }), cuts, passer);
      const isWanted = ({ tool }: { tool: string }) => JSON.stringify(tool).includes("wanted");
      expect(records).toEqual(list.filter(isWanted));
      expect(passed).toEqual(list.filter((each) => !isWanted(each)).map(({ ts }) => ts));
      expect(skipped).toBe(0);
    }),
  );
});

test("members after the messages are handed over together with those before", () => {
  const { records } = split('{"sessionId":"a","messages":[{"id":"1"}],"summary":"short"}');
  expect(records).toEqual([{ sessionId: "a" }, { id: "1" }, { sessionId: "a", summary: "short" }]);
});

test("a document that breaks off gives every whole message before that, and says that it is torn", () => {
  const text = JSON.stringify({ sessionId: "a", messages: [{ id: "1", text: "x" }, { id: "2" }] });
  fc.assert(
    fc.property(fc.nat(text.length - 1), (end) => {
      const { records, skipped } = split(text.slice(0, end));
      expect([{ sessionId: "a" }, { id: "1", text: "x" }, { id: "2" }].slice(0, records.length)).toEqual(
        records as never,
      );
      expect(skipped).toBe(1);
    }),
  );
});

test("no text makes it throw", () => {
  const near = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1a', "messages", '"messages":['), maxLength: 40 });
  fc.assert(
    fc.property(near, fc.array(fc.nat(), { maxLength: 3 }), (text, cuts) => void split(text, cuts)),
    {
      numRuns: 2_000,
    },
  );
});
