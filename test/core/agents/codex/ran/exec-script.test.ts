import { expect, test } from "bun:test";
import fc from "fast-check";
import { scriptedCalls } from "../../../../../lib/core/agents/codex/ran/exec-script.ts";

test.each<[string, [string, unknown][]]>([
  ['const r = await tools.exec_command({"cmd":"npm test"});\ntext(r.output);', [["exec_command", { cmd: "npm test" }]]],
  [
    "tools.exec_command({cmd: 'a \\'b\\' \\u0041\\x42\\u{1F600}', workdir: `/w`, n: 1.5, ok: true})",
    [["exec_command", { cmd: "a 'b' AB😀", workdir: "/w", n: 1.5, ok: true }]],
  ],
  [
    "await Promise.all([tools.a({x: [1, {y: null}]}), tools['b c'](\"p\")])",
    [
      ["a", { x: [1, { y: null }] }],
      ["b c", "p"],
    ],
  ],
  [
    'const cmd = "make all"; const o = {cmd};\ntools.exec_command(o); tools.exec_command({ cmd, n: 2 });',
    [
      ["exec_command", { cmd: "make all" }],
      ["exec_command", { cmd: "make all", n: 2 }],
    ],
  ],
  // What is computed is left out, and what comes after it is not.
  [
    "tools.run({cmd: `ls ${dir}`, a: f(1, {b: ')'}), c: 'x' + y, d: 4})",
    [["run", { cmd: undefined, a: undefined, c: undefined, d: 4 }]],
  ],
  [
    'tools.apply_patch("*** Begin Patch\\n*** Add File: a\\n")',
    [["apply_patch", "*** Begin Patch\n*** Add File: a\n"]],
  ],
  ["tools.noted(); mytools.x({}); tools.y", [["noted", undefined]]],
  ['tools.exec_command({cmd: "torn', [["exec_command", { cmd: undefined }]]],
])("the calls of %j", (script, calls) => {
  expect(scriptedCalls(script).map(({ tool, argument }) => [tool, argument])).toEqual(calls);
});

test("any JSON that is written out is read back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const [call] = scriptedCalls(`x = await tools.t(${JSON.stringify(value)});`);
      expect(JSON.stringify(call?.argument)).toBe(JSON.stringify(JSON.parse(JSON.stringify(value))));
    }),
  );
});

test("whatever a script is, reading it ends", () => {
  const piece = fc.constantFrom(
    "tools.a(",
    "{",
    "[",
    "'",
    '"',
    "`",
    "${",
    "}",
    "]",
    ")",
    ",",
    ":",
    "\\",
    "x",
    "const y = [",
    "\n",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void scriptedCalls(pieces.join(""))));
  expect(scriptedCalls(`tools.a(${"[".repeat(100_000)}`)).toHaveLength(1);
  expect(scriptedCalls("const a = [".repeat(20_000))).toEqual([]);
});
