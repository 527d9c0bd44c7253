import { expect, test } from "bun:test";
import { makeLogger } from "../../cli/terminal/log.ts";
import { makeBar, renderProgress } from "../../cli/terminal/progress.ts";

test("the bar shows how much is done, the rate, tokens and the time that is left", () => {
  expect(renderProgress({ task: "extract", done: 2, total: 8, tokens: 1200 }, 4)).toBe(
    "extract ██████░░░░░░░░░░░░░░░░░░ 2/8, 0.5/s, 12 s left, 1200 tokens",
  );
  expect(renderProgress({ task: "extract", done: 1, total: 800 }, 2)).toEndWith("1/800, 0.5/s, 27 min left");
  expect(renderProgress({ task: "index", done: 8, total: 8 }, 4)).toBe(`index ${"█".repeat(24)} 8/8, 2.0/s`);
});

test("a rate is told only when it was measured, and an end only when there is one", () => {
  expect(renderProgress({ task: "index", done: 8, total: 80 }, 0.00001)).toEndWith(" 8/80");
  expect(renderProgress({ task: "agent", done: 7, total: 80, end: "open", note: "read a\u001b[2J.md" }, 41)).toBe(
    "agent 7 of at most 80, 41 s: read a\\x1b[2J.md",
  );
});

test("each task's rate counts from the end of the one before it", () => {
  const written: string[] = [];
  let now = 0;
  const bar = makeBar(
    (text) => written.push(text),
    () => now,
  );
  now = 10_000;
  bar.draw({ task: "index", done: 10, total: 10 });
  now = 12_000;
  bar.draw({ task: "extract", done: 1, total: 2 });
  bar.clear();
  bar.clear();
  expect(written[0]).toContain("1.0/s");
  expect(written[1]).toContain("0.5/s, 2 s left");
  expect(written.slice(2)).toEqual(["\r\u001b[K"]);
});

test("what was said is not said again, and each line is redacted and cannot steer a terminal", async () => {
  const lines: string[] = [];
  const talk = makeLogger({ level: "normal", format: "text", terminal: "plain", sink: (line) => lines.push(line) });
  talk.warn("the folder is gone");
  talk.warn("the folder is gone");
  talk.failure("key sk-abcdefghijklmnopqrstuvwx\u001b[2J");
  talk.progress({ task: "extract", done: 1, total: 2, note: "a succeeded" });
  await talk.flush();
  expect(lines).toEqual([
    "memories: warning: the folder is gone\n",
    "memories: key [REDACTED_SECRET]\\x1b[2J\n",
    "memories: extract: 1 of 2: a succeeded\n",
  ]);
});

test("without a terminal a job has one line, and the steps within it are told to --verbose only", async () => {
  const told = async (level: "normal" | "verbose"): Promise<string> => {
    let lines = "";
    const talk = makeLogger({ level, format: "text", terminal: "plain", sink: (line) => (lines += line) });
    talk.progress({ task: "extract", done: 1, total: 2, note: "a succeeded" });
    talk.progress({ task: "agent", done: 7, total: 80, end: "open", note: "read" });
    await talk.flush();
    return lines;
  };
  expect(await told("normal")).toBe("memories: extract: 1 of 2: a succeeded\n");
  expect(await told("verbose")).toBe("memories: extract: 1 of 2: a succeeded\nmemories: agent: 7 of 80: read\n");
});

test("at 40 places the line still says how far it is, how fast, and that time goes on", () => {
  const at = (done: number, note?: string) =>
    renderProgress({ task: "extract", done, total: 8, ...(note === undefined ? {} : { note }) }, 12, 39);
  expect(at(2)).toBe("extract ██░░░░ 2/8, 0.2/s, 36 s left");
  expect(at(0, "asking qwen3 at 127.0.0.1:11434")).toBe("extract 0/8 asking qwen3 …, 12 s");
  expect(renderProgress({ task: "extract", done: 0, total: 8, note: "asking qwen3 at 127.0.0.1:11434" }, 12)).toBe(
    "extract 0/8 asking qwen3 at 127.0.0.1:11434 …, 12 s",
  );
});

test("the line names why a request is made once more, until its next step", () => {
  const written: string[] = [];
  const bar = makeBar(
    (text) => written.push(text),
    () => 0,
  );
  bar.draw({ task: "extract", done: 0, total: 2, note: "asking m" });
  bar.name("asking again after http 503");
  bar.draw({ task: "extract", done: 1, total: 2 });
  bar.clear();
  expect(written[1]).toContain("asking m …, 0 s; asking again after http 503");
  expect(written[2]).not.toContain("503");
});
