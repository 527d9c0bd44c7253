import { expect, test } from "bun:test";
import fc from "fast-check";
import { MAX_LENGTH } from "../../../../../lib/core/agents/codex/ran/script/script-values.ts";
import { scriptedCalls } from "../../../../../lib/core/agents/codex/ran/script/scripted-calls.ts";

const LIST = "await tools.exec_command({cmd:'ls'})";

test.each([
  `const k = {toString: 1}; const o = {[k]: 1}; o[k]; o[k](); ${LIST}`,
  `Object.fromEntries([[{toString: 1}, 2]]); ${LIST}`,
  `const k = {valueOf: 1}; class A { [k] = 1; ['__proto__'] = tools; ['constructor'] = 2 }; new A(); ${LIST}`,
  `const o = {}; o.self = o; o['__proto__'] = tools; JSON.stringify(o); [o].flat(); ${LIST}`,
])("a key that is no text throws nothing: %s", (script) => {
  expect(scriptedCalls(script)).toEqual([{ tool: "exec_command", argument: { cmd: "ls" } }]);
});

/** What a value comes to, in parts and characters. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 1;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + sizeOf(part), 1);
}

test("a value that holds another one twice, again and again, is told no larger than anything a tool is given", () => {
  const twice = `let a = {x: 1};${"a = {p: a, q: a};".repeat(200)}`;
  const [call] = scriptedCalls(`${twice} await tools.exec_command(a)`);
  expect(call?.tool).toBe("exec_command");
  expect(sizeOf(call?.argument)).toBeLessThanOrEqual(2 * MAX_LENGTH);
  expect(scriptedCalls(`${twice} await tools.exec_command({cmd: JSON.stringify(a)})`)).toEqual([
    { tool: "exec_command", argument: { cmd: undefined } },
  ]);
});

test("what makes long texts and lists for ever comes to an end, and a long patch is told whole", () => {
  for (const body of [
    "x = 'ab'.repeat(100000).split('').sort().join('')",
    "l.push('a'.repeat(200000) + l.length)",
    "l = l.concat(l, l, ['x'])",
    "x = x.replaceAll('a', 'aa') + 'a'",
  ]) {
    expect(scriptedCalls(`let x = 'a', l = ['a']; while (true) { ${body} }`)).toEqual([]);
  }
  const patch = "+ a line of a patch\n".repeat(8_000);
  expect(scriptedCalls(`const p = ${JSON.stringify(patch)}; await tools.apply_patch(p)`)).toEqual([
    { tool: "apply_patch", argument: patch },
  ]);
});

const { expression } = fc.letrec<{ expression: string; place: string }>((tie) => ({
  place: fc.oneof(
    fc.constantFrom("a", "b", "c", "tools", "this", "globalThis"),
    fc.tuple(tie("expression"), tie("expression")).map(([object, key]) => `(${object})[${key}]`),
    fc
      .tuple(tie("expression"), fc.constantFrom("toString", "__proto__", "constructor", "length", "x"))
      .map(([object, key]) => `(${object}).${key}`),
  ),
  expression: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(
      "1",
      "-1",
      "0.5",
      "'a'",
      "null",
      "undefined",
      "true",
      "[]",
      "({})",
      "/x/",
      "10n",
      "NaN",
      "tools.run",
    ),
    tie("place"),
    fc.tuple(tie("place"), fc.constantFrom("=", "+=", "??="), tie("expression")).map((parts) => `(${parts.join(" ")})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("+", "*", "==", "&&", "??", "<"), tie("expression"))
      .map((parts) => `(${parts.join(" ")})`),
    fc.array(tie("expression"), { maxLength: 3 }).map((all) => `[${all.join(", ")}]`),
    fc
      .array(fc.tuple(tie("expression"), tie("expression")), { maxLength: 2 })
      .map((pairs) => `({${pairs.map(([key, value]) => `[${key}]: ${value}`).join(", ")}})`),
    tie("expression").map((value) => `(() => ${value})`),
    tie("expression").map((value) => `(function (...a) { return ${value} })`),
    tie("expression").map((value) => `(new (class { [${value}] = ${value}; constructor() { this.x = ${value} } }))`),
    fc
      .tuple(
        fc.constantFrom("Object", "JSON", "String", "Array", "Map", "Set"),
        fc.constantFrom("entries", "fromEntries", "assign", "stringify", "parse", "raw", "from", "keys"),
        fc.array(tie("expression"), { maxLength: 2 }),
      )
      .map(([name, method, args]) => `${name}.${method}(${args.join(", ")})`),
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom(
          "map",
          "reduce",
          "join",
          "concat",
          "flat",
          "slice",
          "push",
          "at",
          "repeat",
          "replaceAll",
          "call",
        ),
        fc.array(tie("expression"), { maxLength: 3 }),
      )
      .map(([object, method, args]) => `(${object}).${method}(${args.join(", ")})`),
    fc.tuple(tie("expression"), tie("expression")).map(([tag, value]) => `(${tag})\`x\${${value}}\``),
    fc.tuple(tie("expression"), tie("expression")).map(([called, given]) => `(${called})(...${given})`),
  ),
}));

test("no script throws, whatever it does with what it has, and none touches what this program runs on", () => {
  const statement = expression.chain((value) =>
    fc.constantFrom(
      `${value};`,
      `a = ${value};`,
      `const {x = 1, ...b} = ${value};`,
      `for (const c of ${value}) { ${value} }`,
      `for (const c in ${value}) { break }`,
      `switch (${value}) { case ${value}: continue_; default: 1 }`,
      `try { throw ${value} } catch { ${value} }`,
      `while (${value}) { a = ${value} }`,
    ),
  );
  const before = Reflect.ownKeys(Object.prototype).length;
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 6 }), (statements) => {
      expect(Array.isArray(scriptedCalls(`let a = {}; ${statements.map((one) => `{ ${one} }`).join(" ")}`))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(Reflect.ownKeys(Object.prototype).length).toBe(before);
});
