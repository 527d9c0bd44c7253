/** What a terminal of each width is given: nothing is wider than it, and nothing is cut inside a word. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import stringWidth from "string-width";
import { loadCommands } from "../../cli/commands/index.ts";
import { renderTable } from "../../cli/print/table.ts";
import { wrapText } from "../../cli/print/wrap-text.ts";
import { renderCommandHelp, renderProgramHelp } from "../../cli/reference/help.ts";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { onTerminal } from "../helpers/terminal.ts";

const WIDTHS = [20, 40, 80, 120];
const THREAD = "01a203bf-0c85";

let place: Sandbox;
beforeAll(() => {
  place = sandbox({ program: [binary()] });
  place.run(["extract", "--offline", "--limit", "7"]);
  place.run(["consolidate", "--offline"]);
});
afterAll(() => place.dispose());

/** Colours that are there on a dark and on a light ground alike: weight, and the middle of the palette. */
const LEGIBLE = new Set(["0", "1", "22", "31", "32", "33", "35", "36", "39"]);

function plain(text: string): string {
  for (const [, codes = ""] of text.matchAll(/\u001b\[([\d;]*)m/g)) {
    for (const code of codes.split(";"))
      expect({ code, legible: LEGIBLE.has(code || "0") }).toEqual({ code, legible: true });
  }
  return text.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, "");
}

/** Lines that a terminal of this width would wrap, but for those of one word that nothing can break. */
function tooWide(text: string, width: number): string[] {
  return plain(text)
    .split(/[\n\r]/)
    .filter((line) => stringWidth(line) > width)
    .filter((line) => line.replace(/ \\$/, "").trim().split(/\s+/).length > 1);
}

test("tables, reports, errors and progress fit terminals of 20, 40, 80 and 120 places, dark and light", async () => {
  const commands = [
    ["threads", "--all"],
    ["log"],
    ["jobs"],
    ["status"],
    ["config"],
    ["explain", THREAD, "--verbose"],
    ["extract", "--dry-run"],
    ["run", "--dry-run"],
    ["extract", "--offline", "--again", "offline", "--limit", "2"],
    ["extract", "--nonsense"],
    ["run", "--help"],
  ];
  for (const cols of WIDTHS) {
    for (const [at, args] of commands.entries()) {
      const ground = at % 2 === 0 ? "15;0" : "0;15";
      const screen = await onTerminal(place, [binary(), ...args], { COLORFGBG: ground }, { cols, rows: 500 });
      expect({ cols, args, wide: tooWide(screen.text, cols) }).toEqual({ cols, args, wide: [] });
    }
  }
});

test("what a narrow table cuts is cut between words, and its decision stays at 80 places", async () => {
  const { threads } = place.json(["threads", "--all"]) as { threads: { title: string }[] };
  const words = new Set(threads.flatMap(({ title }) => title.split(/\s+/)));
  for (const cols of [80, 120]) {
    const { text } = await onTerminal(place, [binary(), "threads", "--all"], {}, { cols, rows: 500 });
    const ends = plain(text)
      .split("\n")
      .flatMap((line) => /(\S+)…$/.exec(line.trimEnd())?.[1] ?? []);
    expect(ends.length).toBeGreaterThan(0);
    for (const word of ends) expect({ word, whole: words.has(word) }).toEqual({ word, whole: true });
  }
  const dry = await onTerminal(place, [binary(), "extract", "--dry-run"], {}, { cols: 80, rows: 500 });
  expect(dry.text).toContain("up_to_date");
});

test("the help of every command fits every terminal, but for single words that do not", async () => {
  const commands = await loadCommands();
  for (const width of WIDTHS) {
    const layout = { width, heading: (title: string) => title };
    const texts = [renderProgramHelp(commands, layout), ...commands.map((each) => renderCommandHelp(each, layout))];
    for (const text of texts) {
      expect({ width, wide: tooWide(text, width) }).toEqual({ width, wide: [] });
      if (width >= 80) expect(text.split("\n").filter((line) => line.length > width)).toEqual([]);
    }
  }
});

test("headings of help are set off by weight on a terminal, and plain in a pipe", async () => {
  const shown = await onTerminal(place, [binary(), "extract", "--help"], {}, { cols: 80, rows: 500 });
  for (const heading of ["Common", "Limits", "Model", "Advanced", "Everywhere", "Environment"]) {
    expect(shown.text).toContain(`\u001b[1m${heading}\u001b[22m\n`);
  }
  expect(place.run(["extract", "--help"]).stdout).not.toContain("\u001b");
});

test("a pager is given what is longer than the screen, newest first; when it dies the table is printed", async () => {
  const small = { cols: 80, rows: 4 };
  const rows = async (pager: string, ...more: string[]) => {
    const { exit, text } = await onTerminal(place, [binary(), "threads", "--all", ...more], { PAGER: pager }, small);
    return { exit, rows: plain(text).match(/^01a203bf/gm)?.length ?? 0, paged: text.includes("PAGED") };
  };
  expect(await rows("sed s/^/PAGED/")).toEqual({ exit: 0, rows: 0, paged: true });
  const ids = async (pager: string) => {
    const { text } = await onTerminal(place, [binary(), "threads", "--all"], { PAGER: pager }, small);
    return [...(plain(text).match(/01a203bf\S*/g) ?? [])];
  };
  expect(await ids("cat")).toEqual((await ids("false")).toReversed());
  for (const dead of ["false", "kill -9 $$", "/nonexistent/pager", "exit 3"]) {
    expect([dead, await rows(dead)]).toEqual([dead, { exit: 0, rows: 8, paged: false }]);
  }
  expect(await rows("sed s/^/PAGED/", "--no-pager")).toEqual({ exit: 0, rows: 8, paged: false });
  expect(place.run(["threads", "--all"], { env: { PAGER: "sed s/^/PAGED/" } }).stdout).not.toContain("PAGED");
});

const word = fc.stringMatching(/^[a-z]{1,12}$/);

test("wrapping loses and adds no word, and no line of two words is wider than it may be", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), fc.integer({ min: 16, max: 90 }), (list, width) => {
      const wrapped = wrapText(list.join(" "), width);
      expect(wrapped.split(/\s+/).filter((each) => each !== "")).toEqual(list);
      expect(tooWide(wrapped, width)).toEqual([]);
    }),
  );
});

test("a command at the end of a line stays whole where it fits, and else is broken as a shell joins it again", () => {
  const command = "memories extract --model qwen3 --api chat --again offline -n 4";
  const line = `3 of 7 sessions done, 3 remembered (rules). 4 wait: ${command}`;
  expect(wrapText(line, 80).split("\n").at(-1)?.trim()).toBe(command);
  const narrow = wrapText(line, 40);
  expect(tooWide(narrow, 40)).toEqual([]);
  expect(narrow.slice(narrow.indexOf("memories extract")).replaceAll(/ \\\n\s*/g, " ")).toBe(command);
});

test("no row of a table is wider than the screen, whatever its cells hold", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
      fc.integer({ min: 8, max: 100 }),
      (rows, width) => {
        const columns = [
          { title: "ID", key: "id" },
          { title: "STATE", key: "state" },
          { title: "TITLE", key: "title", shrinks: true as const },
        ];
        for (const line of renderTable({ columns, rows }, width).split("\n")) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
        }
      },
    ),
  );
});
