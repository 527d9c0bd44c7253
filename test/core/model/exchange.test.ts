import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { canonicalRequest, type Json } from "../../../lib/core/model/canonical-request.ts";
import {
  type Exchange,
  exchangeFileName,
  parseExchange,
  renderExchange,
  requestHash,
} from "../../../lib/core/model/exchange.ts";
import { explainMiss } from "../../../lib/core/model/explain-miss.ts";
import { placeNames } from "../../../lib/core/model/paths.ts";
import { joinLines, splitLines } from "../../../lib/core/model/text-lines.ts";
import { NO_USAGE } from "../../../lib/core/types.ts";
import { expectGolden } from "../../helpers/golden.ts";

const NOWHERE = placeNames([]);

describe("names of places", () => {
  const names = placeNames([
    { name: "codex-home", path: "/home/ann/.codex" },
    { name: "home", path: "/home/ann/.memories" },
    { name: "root", path: "/home/ann/.memories/memories" },
  ]);

  test.each([
    ["see /home/ann/.codex/sessions/a.jsonl", "see <codex-home>/sessions/a.jsonl"],
    ["/home/ann/.memories/memories/MEMORY.md", "<root>/MEMORY.md"],
    ["/home/ann/.memories.", "<home>."],
    ["--home=/home/ann/.memories --x", "--home=<home> --x"],
    ["file:///home/ann/.codex", "file://<codex-home>"],
    [
      "/home/ann/.codex2 and /home/ann/.codex.bak and /srv/home/ann/.codex",
      "/home/ann/.codex2 and /home/ann/.codex.bak and /srv/home/ann/.codex",
    ],
    ["a literal <home> stays one", "a literal <\\home> stays one"],
  ])("%j becomes %j and comes back", (text, named) => {
    expect(names.toNames(text)).toBe(named);
    expect(names.toPaths(named)).toBe(text);
  });

  test("a recording holds in any other home", () => {
    const other = placeNames([{ name: "codex-home", path: "/tmp/x" }]);
    expect(other.toPaths(names.toNames("/home/ann/.codex/a"))).toBe("/tmp/x/a");
    expect(other.toNames("/tmp/x/a")).toBe(names.toNames("/home/ann/.codex/a"));
  });

  test("naming and its inverse give any text back", () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom("/home/ann/.codex", "/home/ann/.memories", "/memories", "<home>", "<\\root>", "<", ">", "\\"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        expect(names.toPaths(names.toNames(text))).toBe(text);
      }),
    );
  });
});

describe("a canonical request", () => {
  const call = {
    prompt: [
      { role: "system", content: "Be brief.\nAlways." },
      {
        role: "user",
        content: [{ type: "text", text: "list /srv/root", providerOptions: { openai: { itemId: "i1" } } }],
      },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hm", providerOptions: { openai: { itemId: "rs_1" } } },
          { type: "tool-call", toolCallId: "call_8f2", toolName: "list", input: { path: "/srv/root/a" } },
        ],
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "call_8f2", toolName: "list", output: { type: "text", value: "a\nb" } },
        ],
      },
    ],
    tools: [{ type: "function", name: "list", description: "Lists", inputSchema: { type: "object" } }],
    toolChoice: { type: "auto" },
    maxOutputTokens: 100,
    providerOptions: { openai: { reasoningEffort: "low", store: false, strictJsonSchema: true } },
  };
  const names = placeNames([{ name: "root", path: "/srv/root" }]);
  const request = canonicalRequest("gpt-5.4", call, names);

  test("leaves out ids, reasoning and transport, and names the places", () => {
    const text = JSON.stringify(request);
    for (const gone of ["call_8f2", "itemId", "rs_1", "hm", "/srv/root", "store"]) expect(text).not.toContain(gone);
    expect(text).toContain("<root>/a");
  });

  test("has the same hash with other ids, another root and another order of keys", () => {
    const again = JSON.parse(JSON.stringify(call).replaceAll("call_8f2", "fc_0").replaceAll("/srv/root", "/x"));
    const moved = canonicalRequest("gpt-5.4", again, placeNames([{ name: "root", path: "/x" }]));
    expect(requestHash(moved)).toBe(requestHash(request));
    const { messages, ...rest } = request;
    expect(requestHash({ messages, ...rest })).toBe(requestHash(request));
  });

  test("has another hash when anything that matters differs", () => {
    const variants = [
      canonicalRequest("gpt-5.4-mini", call, names),
      canonicalRequest("gpt-5.4", { ...call, maxOutputTokens: 101 }, names),
      canonicalRequest("gpt-5.4", { ...call, tools: [] }, names),
      canonicalRequest("gpt-5.4", { ...call, prompt: call.prompt.slice(0, 3) }, names),
      canonicalRequest("gpt-5.4", { ...call, responseFormat: { type: "json", schema: {} } }, names),
      canonicalRequest("gpt-5.4", { ...call, providerOptions: { openai: { reasoningEffort: "high" } } }, names),
    ];
    expect(new Set([request, ...variants].map(requestHash)).size).toBe(variants.length + 1);
  });

  test("is recorded as a file that people can review", () => {
    const answer = {
      content: [
        { type: "text", text: "two\nlines" },
        { type: "call", tool: "write", input: JSON.stringify({ path: "MEMORY.md", content: "# A\n\ntext\n" }) },
      ],
      finishReason: "tool-calls",
      usage: { input_tokens: 10, cached_input_tokens: 4, output_tokens: 3, reasoning_tokens: 1, total_tokens: 13 },
    } as const;
    expectGolden("model/exchange.json", renderExchange({ request, answer }));
    expect(exchangeFileName(requestHash(request), 1)).toBe(`${requestHash(request)}.json`);
    expect(exchangeFileName("ab", 2)).toBe("ab.2.json");
  });
});

describe("a recorded exchange", () => {
  const request = canonicalRequest("m", { prompt: [] }, NOWHERE);

  test("reads back exactly as it was, whatever the texts hold", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{ "a": 1 }', '{"a":1}', "[1,2]", "line\nline\r\n", ""),
    );
    const part = fc.oneof(
      text.map((value) => ({ type: "text", text: value }) as const),
      text.map((value) => ({ type: "call", tool: "write", input: value }) as const),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (content) => {
        const exchange: Exchange = { request, answer: { content, finishReason: "stop", usage: NO_USAGE } };
        expect(parseExchange(renderExchange(exchange))).toEqual(exchange);
      }),
    );
  });

  test("splitting lines has an inverse for any JSON", () => {
    const tricky = fc.constantFrom<Json>({ $lines: ["a"] }, { $object: { $lines: 1 } }, { $lines: "a\nb", b: 1 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue() as fc.Arbitrary<Json>, tricky), (value) => {
        const once = JSON.parse(JSON.stringify(value));
        expect(joinLines(splitLines(once))).toEqual(once);
      }),
    );
  });

  test("is nothing else than what the program wrote", () => {
    for (const text of ["", "{}", "[]", '{"request":{}}', "\0"]) expect(parseExchange(text)).toBeUndefined();
  });
});

describe("a miss", () => {
  const ask = (user: string, system = "s") =>
    canonicalRequest(
      "m",
      {
        prompt: [
          { role: "system", content: system },
          { role: "user", content: [{ type: "text", text: user }] },
        ],
      },
      NOWHERE,
    );

  test("names the hash, the nearest recorded request and what differs", () => {
    const recorded = [
      { file: "far.json", request: ask("something else", "other") },
      { file: "near.json", request: ask("line one\nline two\nline three") },
    ];
    const text = explainMiss(ask("line one\nline 2\nline three"), "abc", 1, recorded);
    expect(text).toContain("abc");
    expect(text).toContain("near.json");
    expect(text).toContain('"line two"');
    expect(text).toContain('"line 2"');
  });

  test("of a request that was recorded, but less often, says so", () => {
    const text = explainMiss(ask("a"), "abc", 2, [{ file: "abc.json", request: ask("a") }]);
    expect(text).toContain("2. time");
    expect(text).toContain("nothing differs");
  });

  test("shows the place of a difference deep in a long line", () => {
    const long = "x".repeat(5_000);
    const text = explainMiss(ask(`${long}new`), "abc", 1, [{ file: "a.json", request: ask(`${long}old`) }]);
    expect(text).toContain("new");
    expect(text).toContain("old");
    expect(text.length).toBeLessThan(400);
  });

  test("in an empty folder says that it is empty", () => {
    expect(explainMiss(ask("a"), "abc", 1, [])).toContain("holds no recorded request");
  });
});
