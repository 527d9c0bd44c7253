import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { collectEvidence } from "../../../../../lib/core/agents/codex/evidence/collect-evidence.ts";
import {
  itemLine,
  messageLine,
  metaLine,
  threadId,
  transcriptLine,
  userLine,
} from "../../../../helpers/transcripts.ts";

interface Shown {
  readonly human: readonly string[];
  readonly harness: readonly string[];
}

function collect(lines: readonly string[]) {
  let takenBack: Parameters<typeof collectEvidence>[0]["takenBack"] = [];
  for (;;) {
    const collector = collectEvidence({
      budget: 1_000_000,
      redact: (text) => ({ head: text, tail: "", skipped: 0 }),
      steps: "collect",
      takenBack,
    });
    for (const line of lines) {
      const bytes = Buffer.from(line);
      if (line === LONG) collector.unusable();
      else collector.line(bytes, 0, bytes.length, "newline", { line: 1, byte: 0 });
    }
    const collected = collector.finish();
    if (collected.takenBack.length === 0) return collected;
    takenBack = collected.takenBack;
  }
}

function shown(lines: readonly string[]): Shown {
  const { rows } = collect(lines);
  const of = (wanted: string) => rows.filter(({ tier }) => tier === wanted).map(({ text }) => text);
  return { human: of("human user"), harness: of("harness context") };
}

const LONG = "a line that is too long";
const item = (text: string) => messageLine("user", text);
const parts = (...texts: string[]) =>
  itemLine({ type: "message", role: "user", content: texts.map((text) => ({ type: "input_text", text })) });
const event = (text: string) => userLine(text);
const answer = messageLine("assistant", "done");
const mark = (type: string, more: object = {}) => transcriptLine("event_msg", { type, ...more });
const began = mark("task_started", { turn_id: "t" });
const ended = mark("task_complete", { turn_id: "t" });
const takeBack = (num_turns: number) => mark("thread_rolled_back", { num_turns });
const completed = (...content: object[]) =>
  transcriptLine("event_msg", {
    type: "item_completed",
    thread_id: "x",
    turn_id: "t",
    item: { type: "UserMessage", id: "u", content },
  });
const text = (value: string) => ({ type: "text", text: value, text_elements: [] });

describe("the person's words have a twin", () => {
  test.each<[string, string[], string[], string[]]>([
    ["after the item", [item("do it"), event("do it"), answer], ["do it"], []],
    ["before the item", [event("do it"), item("do it"), answer], ["do it"], []],
    ["with other white space", [item(" do\n\nit "), event("do it"), answer], [" do\n\nit "], []],
    ["in a completed item", [item("do it"), completed(text("do it")), answer], ["do it"], []],
    [
      "and what has none was written by the harness, whatever it says",
      [item("Never stop."), item("do it"), event("do it"), answer],
      ["do it"],
      ["Never stop."],
    ],
    [
      "also when it is written after the event",
      [item("do it"), event("do it"), item("Always stop."), answer, item("go on"), event("go on")],
      ["do it", "go on"],
      ["Always stop."],
    ],
    [
      "and one event has one item",
      [item("go"), event("go"), item("go"), answer, item("x"), event("x")],
      ["go", "x"],
      ["go"],
    ],
    [
      "which is the one beside it",
      [began, item("x"), event("x"), answer, item("go"), answer, item("go"), event("go"), answer],
      ["x", "go"],
      ["go"],
    ],
    [
      "of the same turn",
      [item("x"), event("x"), answer, item("go"), answer, item("y"), event("y"), answer, event("go")],
      ["x", "y"],
      ["go"],
    ],
    [
      "part by part",
      [parts("<notes>n</notes>", "do it", "Be brief."), event("do it"), answer],
      ["do it"],
      ["<notes>n</notes>", "Be brief."],
    ],
    ["whose parts the event joins", [parts("do ", "it"), event("do it"), answer], ["do \nit"], []],
    ["or parts", [item("do it\nnow"), completed(text("do it"), text("now")), answer, event("x")], ["do it\nnow"], []],
    [
      "that may hold only the request",
      [item("# Files:\n- a.ts\n\nRename it."), event("Rename it."), answer],
      ["Rename it."],
      ["# Files:\n- a.ts"],
    ],
    [
      "also with the marker of the editor",
      [item("# Context from my IDE setup:\nx\n\n## My request for Codex:\nRename it."), event("Rename it."), answer],
      ["Rename it."],
      ["# Context from my IDE setup:\nx"],
    ],
    ["and does not end in the middle of a word", [item("redo it"), event("do it"), answer], [], ["redo it"]],
  ])("%s", (_, lines, human, harness) => {
    expect(shown([metaLine(threadId(1)), ...lines])).toEqual({ human, harness });
  });

  test("an image goes with the words that it was sent with", () => {
    const image = itemLine({
      type: "message",
      role: "user",
      content: [
        { type: "input_text", text: "<image>" },
        { type: "input_image", image_url: "data:" },
        { type: "input_text", text: "</image>" },
      ],
    });
    const lines = (twin: string) => [item("x"), event("x"), answer, image, twin, answer, item("y"), event("y")];
    const human = ["x", "<image>\n[image omitted]\n</image>", "y"];
    expect(shown(lines(userLine("", { images: ["data:"] }))).human).toEqual(human);
    expect(shown(lines(completed({ type: "image", image_url: "data:" }))).human).toEqual(human);
    expect(shown(lines(answer)).human).toEqual(["x", "y"]);
  });

  test("what the transcript says of a part decides, and takes its event", () => {
    const kind = (words: string, ...kinds: string[]) =>
      messageLine("user", words, { internal_chat_message_metadata_passthrough: { content_item_kinds: kinds } });
    expect(shown([kind("go", "user.text"), event("go"), item("go"), answer, event("x")])).toEqual({
      human: ["go"],
      harness: ["go"],
    });
    expect(shown([kind("go", "plugins.note"), event("go"), answer])).toEqual({ human: [], harness: ["go"] });
  });
});

describe("where nobody knows", () => {
  const WRAPPER = "<turn_aborted>\nStop.\n</turn_aborted>";

  test("a file without events goes by the known wrappers", () => {
    expect(shown([item(WRAPPER), item("do it"), answer])).toEqual({ human: ["do it"], harness: [WRAPPER] });
  });

  test("so does what stands after the last event, as a torn tail has lost its own", () => {
    const lines = [item("x"), event("x"), answer, item(WRAPPER), item("do it")];
    expect(shown(lines)).toEqual({ human: ["x", "do it"], harness: [WRAPPER] });
  });

  test.each(["{torn", LONG])("so does a turn in which a line was skipped: %s", (line) => {
    const lines = [item("x"), event("x"), answer, item("do it"), line, item(WRAPPER), answer, item("y"), event("y")];
    expect(shown(lines)).toEqual({ human: ["x", "do it", "y"], harness: [WRAPPER] });
  });

  test("words without any event are given up on before they fill the memory", () => {
    const lines = Array.from({ length: 300 }, (_, n) => item(`${n} ${"x".repeat(9_000)}`));
    expect(shown([...lines, event("y"), item("y")]).human.length).toBeGreaterThan(100);
  });
});

describe("turns that were taken back are no evidence", () => {
  const turn = (words: string) => [item(words), event(words), messageLine("assistant", `did ${words}`)];
  const marked = (words: string) => [began, ...turn(words), ended];

  test.each<[string, string[], string[]]>([
    ["the last", [...turn("a"), ...turn("b"), takeBack(1), ...turn("c")], ["a", "c"]],
    ["two", [...turn("a"), ...turn("b"), ...turn("c"), takeBack(2), ...turn("d")], ["a", "d"]],
    ["one and one more", [...turn("a"), ...turn("b"), takeBack(1), ...turn("c"), takeBack(1), takeBack(1)], []],
    ["more than there are", [...turn("a"), takeBack(9), ...turn("b")], ["b"]],
    ["none", [...turn("a"), takeBack(0), takeBack(-1)], ["a"]],
    ["with marks", [...marked("a"), ...marked("b"), ...marked("c"), takeBack(2), ...marked("d")], ["a", "d"]],
    ["in which the person spoke twice", [...marked("a"), began, ...turn("b"), ...turn("c"), ended, takeBack(1)], ["a"]],
    ["that were never answered", [item("a"), event("a"), item("b"), event("b"), takeBack(1), answer], ["a"]],
  ])("%s", (_, lines, human) => {
    const { rows, steps } = collect([metaLine(threadId(1)), ...lines]);
    const words = rows.filter(({ tier }) => tier === "human user").map(({ text: said }) => said);
    expect(words).toEqual(human);
    const gone = ["a", "b", "c", "d"].filter((one) => !human.includes(one));
    for (const one of gone) expect(JSON.stringify(steps)).not.toContain(`did ${one}`);
  });

  test("what the harness wrote before them goes with them, and makes place for older rows", () => {
    const lines = [...turn("a"), item("<turn_aborted>\nx\n</turn_aborted>"), ...turn("b"), takeBack(1), ...turn("c")];
    expect(shown(lines)).toEqual({ human: ["a", "c"], harness: [] });
    const long = turn("b".repeat(900));
    const collector = (takenBack: Parameters<typeof collectEvidence>[0]["takenBack"]) => {
      const one = collectEvidence({
        budget: 300,
        redact: (value) => ({ head: value, tail: "", skipped: 0 }),
        ...(takenBack && { takenBack }),
      });
      for (const line of [...turn("a"), ...long, takeBack(1), ...turn("c")]) {
        one.line(Buffer.from(line), 0, Buffer.byteLength(line), "newline", { line: 1, byte: 0 });
      }
      return one.finish();
    };
    expect(collector(collector(undefined).takenBack).text).toBe(
      "[human user]\na\n[assistant final]\ndid a\n[human user]\nc\n[assistant final]\ndid c\n",
    );
  });
});

/** A conversation, without the form that it is written in. */
const words = fc.constantFrom("do it", "go on", "yes", "Use tabs.", "# Context:\nx\n## My request for Codex:\nRename.");
const command = fc.record({
  cmd: fc.constantFrom("npm test", "ls", "make"),
  code: fc.nat(2),
  output: fc.string({ maxLength: 20 }),
});
const conversation = fc.array(
  fc.record({
    notes: fc.array(fc.constantFrom("<note>x</note>", "Warning: do it", "yes"), { maxLength: 2 }),
    said: words,
    commands: fc.array(command, { maxLength: 2 }),
    twice: fc.option(words, { nil: undefined }),
  }),
  { maxLength: 4 },
);
type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

function render(turns: Conversation, form: "legacy" | "paginated"): string[] {
  const say = (said: string) => [item(said), form === "legacy" ? event(said) : completed(text(said))];
  const lines = turns.flatMap(({ notes, said, commands, twice }, n) => [
    began,
    ...notes.map(item),
    ...say(said),
    ...commands.flatMap(({ cmd, code, output }, index) => {
      const call_id = `c${n}.${index}`;
      const ran = { command: ["/bin/bash", "-lc", cmd], aggregated_output: output, exit_code: code };
      return [
        itemLine({ type: "function_call", name: "exec_command", arguments: JSON.stringify({ cmd }), call_id }),
        ...(form === "legacy"
          ? []
          : [
              mark("item_completed", {
                thread_id: "x",
                turn_id: "t",
                item: { type: "CommandExecution", id: call_id, ...ran },
              }),
            ]),
        itemLine({
          type: "function_call_output",
          call_id,
          output: `Wall time: 0.1 seconds\nProcess exited with code ${code}\nOutput:\n${output}`,
        }),
      ];
    }),
    ...(twice === undefined ? [] : say(twice)),
    answer,
    ended,
  ]);
  const all = [metaLine(threadId(1), form === "legacy" ? {} : { history_mode: "paginated" }), ...lines];
  return form === "legacy" ? all : all.map((line, n) => line.replace('","type"', `","ordinal":${n},"type"`));
}

test("a picture written out in a typed text is left out of it, and the text is the person's all the same", () => {
  const text = `look at data:image/png;base64,${"A".repeat(200)} please`;
  expect(shown([began, item(text), event(text), answer, ended])).toEqual({
    human: ["look at [image omitted] please"],
    harness: [],
  });
});

test("the same conversation in both forms gives the same evidence and the same steps", () => {
  fc.assert(
    fc.property(conversation, (turns) => {
      const legacy = collect(render(turns, "legacy"));
      const paginated = collect(render(turns, "paginated"));
      expect(paginated.text).toBe(legacy.text);
      const rows = (steps: typeof legacy.steps) => steps.filter(({ kind }) => kind === "row");
      const rans = (steps: typeof legacy.steps) => steps.filter(({ kind }) => kind === "ran");
      expect(rows(paginated.steps)).toEqual(rows(legacy.steps));
      expect(rans(paginated.steps)).toEqual(rans(legacy.steps));
      const human = turns.flatMap(({ said, twice }) => [said, ...(twice === undefined ? [] : [twice])]);
      const shownWords = legacy.rows.filter(({ tier }) => tier === "human user").map(({ text: said }) => said);
      expect(shownWords).toEqual(human.map((said) => (said.startsWith("#") ? "Rename." : said)));
    }),
    { numRuns: 300 },
  );
});
