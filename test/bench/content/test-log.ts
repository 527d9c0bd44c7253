import type { Piece } from "./material.ts";

const TITLE = /^\s*(?:test|it)(?:\.\w+)?\(\s*["'`]([^"'`\n]+)["'`]/;
/** Every so manyth test of a log fails, with the lines around it and where it stands. */
const FAILS_EVERY = 17;
const SHOWN_BEFORE = 5;

/** What a run of a file of tests prints: each test by its name, one that failed with its code and its stack. */
export function testLog({ name, text }: Piece): Piece {
  const lines = text.split("\n");
  const titles = lines.flatMap((line, at) => {
    const title = TITLE.exec(line)?.[1];
    return title === undefined ? [] : [{ title, at }];
  });
  const failed = titles.filter((_, n) => n % FAILS_EVERY === FAILS_EVERY - 1);
  const shown = titles.map(({ title, at }, n) => {
    const took = `[${(((n * 7_919 + at) % 4_000) / 100).toFixed(2)}ms]`;
    if (n % FAILS_EVERY !== FAILS_EVERY - 1) return `(pass) ${title} ${took}`;
    const code = lines.slice(at, at + SHOWN_BEFORE).map((line, row) => `${at + row + 1} | ${line}`);
    return [
      ...code,
      "error: expect(received).toEqual(expected)",
      "",
      "Expected: 1",
      "Received: 0",
      "",
      `      at <anonymous> (${name}:${at + SHOWN_BEFORE}:25)`,
      `(fail) ${title} ${took}`,
    ].join("\n");
  });
  const counts = [
    ` ${titles.length - failed.length} pass`,
    ` ${failed.length} fail`,
    ` ${titles.length * 3} expect() calls`,
  ];
  const log = [
    "bun test v1.4.5",
    "",
    `${name}:`,
    ...shown,
    "",
    ...counts,
    `Ran ${titles.length} tests across 1 file.`,
    "",
  ];
  return { name: `bun test ${name}`, text: log.join("\n") };
}
