import { expect, test } from "bun:test";
import fc from "fast-check";
import { scriptedCalls } from "../../../../../../lib/core/agents/codex/ran/script/scripted-calls.ts";

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
  ['await tools?.run?.({cmd: "a"}, {cmd: "b"})', [["run", { cmd: "a" }]]],
  // What a comment or a text says of tools is no call of them, and neither is what no engine would run.
  ['// tools.run("a")\n/* tools.run("b") */ text("tools.run(\\"c\\")"); tools.run("d")', [["run", "d"]]],
  ["const x = /[\"'`]/.test(y); tools.run('a')", [["run", "a"]]],
  ['tools.run({cmd: "torn', []],
  // Other names for the tools, and texts that are put together from what is written out.
  [
    "const { run, note: jot } = tools; run('a'); jot('b')",
    [
      ["run", "a"],
      ["note", "b"],
    ],
  ],
  ["const t = tools; const f = t.run; await f('a')", [["run", "a"]]],
  ["const pm = 'npm'; tools.run({cmd: `${pm} ${true ? `te${'st'}` : 'x'}`})", [["run", { cmd: "npm test" }]]],
  [
    "tools.run('a ' + \"b\"); tools.run(['a', 'b'].join(' ')); tools.run(String.raw`\\d`)",
    [
      ["run", "a b"],
      ["run", "a b"],
      ["run", "\\d"],
    ],
  ],
  [
    "tools.run(JSON.parse('{\"cmd\":\"a\"}')); tools.run({...{cmd: 'b'}, n: 1})",
    [
      ["run", { cmd: "a" }],
      ["run", { cmd: "b", n: 1 }],
    ],
  ],
  // Functions and loops of the script.
  [
    "const sh = (cmd) => tools.run({cmd}); await sh('a'); await sh('b')",
    [
      ["run", { cmd: "a" }],
      ["run", { cmd: "b" }],
    ],
  ],
  [
    "await sh('a'); async function sh(cmd, n = 1) { return tools.run({cmd, n}); } function never() { tools.run('x'); }",
    [["run", { cmd: "a", n: 1 }]],
  ],
  [
    "for (const cmd of ['a', 'b']) await tools.run(cmd)",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "const c = ['a', 'b']; for (let i = 0; i < c.length; i++) tools.run(c[i])",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "await Promise.all(['a', 'b'].map(async (cmd) => tools.run({cmd})))",
    [
      ["run", { cmd: "a" }],
      ["run", { cmd: "b" }],
    ],
  ],
  [
    "(async () => { try { tools.run('a') } catch (e) { tools.run('b') } finally { tools.run('c') } })()",
    [
      ["run", "a"],
      ["run", "b"],
      ["run", "c"],
    ],
  ],
  // A result decides: both ways are told, and what only one of them sets is not known after it.
  [
    "let c = 'a'; const r = await tools.run(c); if (r.exit_code) c = 'b'; tools.run(c)",
    [
      ["run", "a"],
      ["run", undefined],
    ],
  ],
  [
    "const r = await tools.run('a'); while (r.more) { tools.run('b') }",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "function f(n) { tools.run(n); return f(n + 1); } f(1)",
    Array.from({ length: 16 }, (_, n) => ["run", n + 1] as [string, unknown]),
  ],
  // Control goes as in an engine: what is left early is left, what is matched is taken.
  ["const pm = (own) => { if (own) return 'pnpm'; return 'npm'; }; tools.run(pm(true))", [["run", "pnpm"]]],
  ["for (const c of ['a', 'b', 'c']) { if (c === 'a') continue; tools.run(c); break; }", [["run", "b"]]],
  [
    "switch ('test') { case 'lint': tools.run('a'); break; case 'test': tools.run('b'); break; default: tools.run('c') }",
    [["run", "b"]],
  ],
  [
    "const r = await tools.run('a'); const f = () => { if (r.ok) return 'b'; return 'c'; }; tools.run(f())",
    [
      ["run", "a"],
      ["run", undefined],
    ],
  ],
  ["try { throw new Error('x'); tools.run('a') } catch { tools.run('b') } exit(); tools.run('c')", [["run", "b"]]],
  [
    "const c = ['a', 'b']; let i = 0; while (i < c.length) tools.run(c[i++])",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "const r = await tools.run('a'); if (r.exit_code !== 0) { for (let i = 1; i < 3; i++) tools.run('retry ' + i) }",
    [
      ["run", "a"],
      ["run", "retry 1"],
      ["run", "retry 2"],
    ],
  ],
  // Lists and objects that are put together, and what is made of them.
  [
    "const c = []; c.push('a'); c.push('b', 'c'); for (const one of c) tools.run(one)",
    [
      ["run", "a"],
      ["run", "b"],
      ["run", "c"],
    ],
  ],
  ["const o = {}; o.cmd = 'a'; o['dir'] = '/w'; tools.run(o)", [["run", { cmd: "a", dir: "/w" }]]],
  [
    "const r = await tools.run('a'); const c = ['b']; if (r.more) c.push('c'); for (const one of c) tools.run(one)",
    [
      ["run", "a"],
      ["run", "b"],
      ["run", undefined],
    ],
  ],
  [
    "for (const [name, cmd] of Object.entries({x: 'a', y: 'b'})) tools.run(`${name} ${cmd}`)",
    [
      ["run", "x a"],
      ["run", "y b"],
    ],
  ],
  [
    "await Promise.all(['a', '', 'b'].filter(Boolean).map((cmd) => tools.run(cmd.toUpperCase())))",
    [
      ["run", "A"],
      ["run", "B"],
    ],
  ],
  [
    "await ['a', 'b'].reduce((before, cmd) => before.then(() => tools.run(cmd)), Promise.resolve())",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "for (const c of new Set(['a', ...'b a'.split(' ')])) tools.run(c)",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "await Promise.all(Array.from({length: 2}, (_, n) => tools.run(n)))",
    [
      ["run", 0],
      ["run", 1],
    ],
  ],
  // Tools under other names: in objects, classes, bound, what is left of the tools.
  [
    "const api = {sh: tools.run, all: tools}; api.sh('a'); api.all.run('b'); globalThis.tools.run('c')",
    [
      ["run", "a"],
      ["run", "b"],
      ["run", "c"],
    ],
  ],
  [
    "class Shell { constructor(dir) { this.dir = dir } run(cmd) { return tools.run({cmd, dir: this.dir}) } } await new Shell('/w').run('a')",
    [["run", { cmd: "a", dir: "/w" }]],
  ],
  [
    "const sh = { one(c) { return tools.run(c) }, both() { this.one('a'); return this.one('b') } }; await sh.both()",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "const sh = tools.run.bind(tools); sh('a'); tools.run.call(tools, 'b'); tools.run.apply(null, ['c']); tools.run(...['d'])",
    [
      ["run", "a"],
      ["run", "b"],
      ["run", "c"],
      ["run", "d"],
    ],
  ],
  [
    "const { run, ...others } = tools; run('a'); others.note('b')",
    [
      ["run", "a"],
      ["note", "b"],
    ],
  ],
  [
    "const sh = (pieces, ...values) => tools.run(String.raw(pieces, ...values)); await sh`ls ${'a'}\\d`",
    [["run", "ls a\\d"]],
  ],
  // What a tool was given stays as it was then, and no function is told as data.
  [
    "const o = { cmd: 'a' }; tools.run(o); o.cmd = 'b'; tools.run(o)",
    [
      ["run", { cmd: "a" }],
      ["run", { cmd: "b" }],
    ],
  ],
  [
    "const o = { get cmd() { return 'x' }, cb: () => 1 }; o.self = 'y'; tools.run(o)",
    [["run", { cmd: undefined, cb: undefined, self: "y" }]],
  ],
  [
    "const o = {}; o.self = o; tools.run({ cmd: JSON.stringify(o) }); tools.run('b')",
    [
      ["run", { cmd: undefined }],
      ["run", "b"],
    ],
  ],
  // Nothing is known as well: beyond the end of a list, an argument that is not given, a name without a value.
  [
    "const all = async ([first, ...rest]) => { if (!first) return; await tools.run(first); await all(rest) }; await all(['a', 'b'])",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  [
    "let c; c ??= 'a'; tools.run(c); const f = (own) => own === undefined ? 'b' : 'c'; tools.run(f())",
    [
      ["run", "a"],
      ["run", "b"],
    ],
  ],
  ["if (typeof tools.run === 'function') tools.run('a'); else tools.note('b')", [["run", "a"]]],
  [
    "for (const c of ['b', 'a'].sort()) tools.run(c[0] + (5 % 3))",
    [
      ["run", "a2"],
      ["run", "b2"],
    ],
  ],
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
  expect(scriptedCalls(`tools.a(${"[".repeat(100_000)}`)).toEqual([]);
  expect(scriptedCalls(`tools.a(${"[".repeat(5_000)}${"]".repeat(5_000)})`).length).toBeLessThan(2);
  expect(scriptedCalls("const a = [".repeat(20_000))).toEqual([]);
  expect(scriptedCalls("for (let i = 0; i < 1e9; i++) { i + 1; } tools.a()")).toEqual([]);
  for (const grown of [
    "let s = 'a'; for (let i = 0; i < 99; i++) s = s + s;",
    "let s = ['a']; for (let i = 0; i < 99; i++) s = [...s, ...s];",
    "let s = 'a'.repeat(9999); for (let i = 0; i < 9; i++) s = s.replaceAll('a', 'a$`');",
    "let s = 'ab'.repeat(1e9);",
    "let s = 'ab'.padStart(1e9);",
  ])
    expect(scriptedCalls(`${grown} tools.a(s)`)).toEqual([{ tool: "a", argument: undefined }]);
  expect(scriptedCalls("for (;;) tools.a(1); tools.b()")).toHaveLength(2);
});
